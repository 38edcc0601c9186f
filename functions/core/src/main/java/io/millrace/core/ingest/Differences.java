package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.UploadSource;
import io.millrace.core.ingest.ChangeNaming.Named;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.ChangeNaming.Place;
import io.millrace.core.ingest.ReindexRun.Page;
import io.millrace.core.ingest.SourceLook.Located;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names what a page of a run found, all of it together, then announces it, several at a time, and counts. */
record Differences(
        ChangeNaming naming,
        ReindexRun run,
        Page page,
        Reindexer.Announcements announcements,
        Reindexer.Failures failures,
        Ledger ledger,
        BlobStore uploads,
        Clock clock) {

    /** What a source holds, and who may see it. */
    record Found(Entry entry, AccessList access) {}

    void changed(List<Found> news) {
        Together.each(named(news), named -> {
            Entry entry = named.what().entry();
            changed(
                    named.name(),
                    entry.uri(),
                    entry.etag(),
                    entry.bytes(),
                    named.what().access());
        });
    }

    /** One that nobody can name, such as a uri that is too long, stays as it is and holds up no other: who can't be named together is named in halves. */
    private List<Named<Found>> named(List<Found> news) {
        try {
            return naming.found(
                    run.tenant(), news, found -> new Place(found.entry().uri(), found.access()), run.id());
        } catch (ProblemException e) {
            if (e.problem().category().retryable()) {
                throw e;
            }
            if (news.size() == 1) {
                failures.failed(news.getFirst().entry().uri(), e);
                return List.of();
            }
            int half = news.size() / 2;
            List<Named<Found>> named = new ArrayList<>(named(news.subList(0, half)));
            named.addAll(named(news.subList(half, news.size())));
            return named;
        }
    }

    /**
     * Names the removals, and then looks once more: a document that comes back after that look has a later change, and one that came back before it is announced as
     * changed, at the place of its removal.
     */
    void missing(List<Located> gone, SourceLook again) {
        List<Named<Located>> all = naming.foundMissing(
                run.tenant(),
                gone,
                each -> new Place(each.state().uri(), each.state().access()),
                run.id());
        again.ahead(gone, () -> false);
        Together.each(all, named -> missing(named.name(), named.what(), again));
    }

    private void missing(NamedChange name, Located gone, SourceLook again) {
        DocumentState state = gone.state();
        if (again.isGone(gone)) {
            announcements.removed(state.key(), name.sequence(), state.uri(), clock.instant());
            page.countRemoved();
        } else {
            changed(name, state.uri(), null, null, state.access());
        }
    }

    /**
     * Announces what was uploaded as it was, one repair after all that is known of it: whoever uploads something else meanwhile has a later position. A page that is done again
     * after a kill gives the same sequences, or finds a change under way.
     */
    void uploaded(List<DocumentState> uploads) {
        Together.each(uploads, state -> {
            Sequence sequence = state.known().nextRepair();
            announcements.changed(new DocumentChange(
                    state.key(),
                    sequence,
                    state.uri(),
                    UploadSource.SCHEME + state.etag(),
                    state.etag(),
                    contentType(state),
                    null,
                    state.title().isEmpty() ? null : state.title(),
                    state.access(),
                    Map.of(),
                    Objects.requireNonNullElseGet(state.changedAt(), clock::instant)));
            ledger.note(state.key(), state.uri(), state.access(), sequence);
            page.countChanged();
        });
    }

    /** As whoever uploaded it said: no source does. */
    private @Nullable String contentType(DocumentState upload) {
        try {
            return uploads.contentType(Objects.requireNonNull(upload.etag()), upload.key())
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException("what an upload's sender said of it can't be read", e);
        }
    }

    private void changed(NamedChange name, String uri, @Nullable String etag, @Nullable Long bytes, AccessList access) {
        announcements.changed(new DocumentChange(
                name.document(),
                name.sequence(),
                uri,
                uri,
                etag,
                null,
                bytes,
                null,
                access,
                Map.of(),
                clock.instant()));
        page.countChanged();
    }
}
