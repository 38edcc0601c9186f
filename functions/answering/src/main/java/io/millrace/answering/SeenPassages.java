package io.millrace.answering;

import io.millrace.core.document.DocumentState;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;

/** The passages of a document for whoever may see the state that the ledger has of it. */
final class SeenPassages {

    private SeenPassages() {}

    /**
     * Those of the state's version alone: the next may be for fewer readers, and be in the index before it is in the ledger.
     *
     * @throws ProblemException UNAVAILABLE, {@code document-changing}, where another version is coming in
     */
    static List<Passage> of(PassageIndex index, DocumentState state) {
        String version = state.version();
        if (version == null) {
            return List.of();
        }
        try (IndexSnapshot snapshot = index.snapshot()) {
            List<Passage> passages = snapshot.passages(state.key(), version);
            if (passages.isEmpty()) {
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "document-changing",
                        "another version of this document is just coming in; ask again in a moment");
            }
            return passages;
        }
    }
}
