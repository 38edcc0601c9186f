package io.millrace.answering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What became of one document of a request: taken, to be asked for by its id, or refused with the reason.
 *
 * @param uri canonical; as it was given where it was refused
 * @param sequence the change's; null where it was refused
 * @param state pending or rejected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        @Nullable String id,
        String uri,
        @Nullable String sequence,
        State state,
        @Nullable String code,
        @Nullable String reason) {

    static Receipt taken(String uri, NamedChange change) {
        return new Receipt(change.document().id(), uri, change.sequence().value(), State.PENDING, null, null);
    }

    static Receipt refused(String uri, Problem problem) {
        return new Receipt(null, uri, null, State.REJECTED, problem.code(), problem.detail());
    }
}
