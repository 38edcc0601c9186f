package io.millrace.runtime;

import io.millrace.core.document.BlobStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.state.AnswerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Removes what is not needed any more: to be done now and then, by whoever is awake. */
@Singleton
public class Housekeeping {

    private final PassageStore store;
    private final AnswerStore answers;
    private final BlobStore uploads;
    private final Duration uploadsKept;

    /** @param uploadsKept how long after it was last sent, or a document had it */
    @Inject
    Housekeeping(
            PassageStore store,
            AnswerStore answers,
            BlobStore uploads,
            @ConfigProperty(name = "millrace.blobs.kept", defaultValue = "P30D") Duration uploadsKept) {
        if (uploadsKept.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "millrace.blobs.kept is " + uploadsKept + ", but an upload may wait for a day; the least is P1D");
        }
        this.store = store;
        this.answers = answers;
        this.uploads = uploads;
        this.uploadsKept = uploadsKept;
    }

    /** Sweeps the store, and answers that nobody fetched. */
    public void sweep(Instant now) {
        store.sweep(now);
        answers.sweep(now);
    }

    /**
     * Sweeps uploads that no document has had for long, of any tenant.
     *
     * @param looked when it began to be looked which of them documents have, all of which are kept since
     */
    public void sweepUploads(Instant looked) {
        try {
            uploads.sweep(Instant.now(), looked.minus(uploadsKept), store::inUse);
        } catch (IOException e) {
            throw new UncheckedIOException("old uploads can't be removed", e);
        }
    }
}
