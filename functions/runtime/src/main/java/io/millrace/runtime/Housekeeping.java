package io.millrace.runtime;

import io.millrace.core.document.BlobStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.state.AnswerStore;
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

    /** @param uploadsKept how long after it was last sent; one that is indexed is read again only by a replay of its event */
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

    /** Sweeps the store, answers that nobody fetched, and uploads of long ago. */
    public void sweep(Instant now) {
        store.sweep(now);
        answers.sweep(now);
        try {
            uploads.sweep(now, now.minus(uploadsKept));
        } catch (IOException e) {
            throw new UncheckedIOException("old uploads can't be removed", e);
        }
    }
}
