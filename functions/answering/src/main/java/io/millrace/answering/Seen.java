package io.millrace.answering;

import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may know of a document: those who may read it, and administrators, who know that it is there. */
final class Seen {

    private Seen() {}

    /** By which names a ledger's list is to look for what they may know of; null for all that their tenant has. */
    static @Nullable Set<String> askers(Caller caller) {
        return caller.may(Role.ADMINISTRATOR) ? null : caller.principals();
    }

    static boolean by(Caller caller, DocumentState document) {
        return caller.tenant().equals(document.key().tenant())
                && (caller.may(Role.ADMINISTRATOR) || document.access().admits(caller.principals()));
    }
}
