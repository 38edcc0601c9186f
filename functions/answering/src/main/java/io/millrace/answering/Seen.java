package io.millrace.answering;

import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentState;

/** Who may know of a document: those who may read it, and administrators, who know that it is there. */
final class Seen {

    private Seen() {}

    static boolean by(Caller caller, DocumentState document) {
        return caller.tenant().equals(document.key().tenant())
                && (caller.may(Role.ADMINISTRATOR) || document.access().admits(caller.principals()));
    }
}
