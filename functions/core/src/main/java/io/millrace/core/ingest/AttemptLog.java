package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.function.Supplier;

/** Notes in the ledger what failed and will be tried again, so that somebody who asks why a document takes so long learns it. */
record AttemptLog(Ledger ledger) {

    /** Does the work, and hands on its failure. */
    <T> T noting(DocumentKey document, String uri, AccessList access, Sequence sequence, Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            if (e.problem().category().retryable()) {
                note(document, uri, access, sequence, e, e.problem());
            }
            throw e;
        } catch (RuntimeException e) {
            Problem fault = new Problem(
                    Category.INTERNAL,
                    "internal",
                    e.getClass().getSimpleName() + ", a fault of Millrace; the log has the details");
            note(document, uri, access, sequence, e, fault);
            throw e;
        }
    }

    /** Where the ledger itself can't be written, that is the failure, and it says so. */
    private void note(
            DocumentKey document,
            String uri,
            AccessList access,
            Sequence sequence,
            RuntimeException failure,
            Problem problem) {
        try {
            ledger.failed(document, uri, access, sequence, problem);
        } catch (ProblemException e) {
            failure.addSuppressed(e);
        }
    }
}
