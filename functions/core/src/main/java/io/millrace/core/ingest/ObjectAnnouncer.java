package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.ObjectChange.Kind;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a store's notification comes to: a document to announce, or nothing. Notifications may come late, twice, out of order, or
 * not at all (reindexing finds those).
 *
 * <p>A removal is believed only when the source, asked now, does not have the object: the deletion of one version leaves an older one, an
 * overwriting looks like a deletion at some stores, and not every store's order is exact. What is still there is announced as a change.
 */
public final class ObjectAnnouncer {

    private final RegisteredSources registered;
    private final List<DocumentSource> sources;
    private final Ledger ledger;
    private final ChangeNaming naming;

    public ObjectAnnouncer(RegisteredSources registered, List<DocumentSource> sources, Ledger ledger) {
        this.registered = registered;
        this.sources = List.copyOf(sources);
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
    }

    /** What became of a notification. */
    public enum Outcome {
        /** Announced as changed. */
        CHANGED,
        /** Announced as removed. */
        REMOVED,
        /** Known already. */
        UNCHANGED,
        /** In a registered bucket, but below no registered root. */
        ELSEWHERE
    }

    /**
     * Announces {@code change} if it is news.
     *
     * @param changeKey what tells this notification from others, where the store gives no position
     * @throws ProblemException FORBIDDEN where nothing of the bucket is registered; a retryable one when the source or the ledger is away
     */
    public Outcome take(ObjectChange change, String changeKey, Reindexer.Announcements announcements) {
        String uri = change.object().toString();
        Optional<SourceRoot> root = registered.find(uri);
        if (root.isEmpty()) {
            requireRegisteredBucket(change.object());
            return Outcome.ELSEWHERE;
        }
        String tenant = root.get().tenant();
        AccessList access = root.get().access();
        if (isKnown(change, ledger.find(DocumentKey.of(tenant, uri)).orElse(null), access)) {
            return Outcome.UNCHANGED;
        }
        if (change.kind() == Kind.REMOVED && !isThere(uri)) {
            NamedChange name = change.position() == null
                    ? naming.foundMissing(tenant, uri, access, changeKey)
                    : naming.ordered(tenant, uri, access, change.position());
            announcements.removed(name.document(), name.sequence(), uri, change.at());
            return Outcome.REMOVED;
        }
        // Without a place in the source's order this is a hint to look again, and counts as if reindexing had looked.
        NamedChange name = change.position() == null
                ? naming.found(tenant, uri, access, changeKey)
                : naming.ordered(tenant, uri, access, change.position());
        announcements.changed(new DocumentChange(
                name.document(),
                name.sequence(),
                uri,
                uri,
                change.etag(),
                null,
                change.bytes(),
                null,
                access,
                Map.of(),
                change.at()));
        return Outcome.CHANGED;
    }

    private void requireRegisteredBucket(ObjectUri object) {
        String bucket = object.withKey("").toString();
        if (registered.roots().stream().noneMatch(root -> root.uri().startsWith(bucket))) {
            throw RegisteredSources.notRegistered(object.toString());
        }
    }

    /**
     * Whether something later has settled already, or, where the store gives no position, this very content. A later position of the same
     * content may have another content type, which no notification tells.
     */
    private static boolean isKnown(ObjectChange change, @Nullable DocumentState state, AccessList access) {
        if (state == null) {
            return false;
        }
        Sequence position = change.position();
        return position == null
                ? change.kind() == Kind.CHANGED && state.holds(change.etag(), access)
                : !state.admits(position);
    }

    private boolean isThere(String uri) {
        for (DocumentSource source : sources) {
            if (source.serves(uri)) {
                try {
                    return source.contains(uri);
                } catch (IOException e) {
                    throw unavailable(uri, e);
                }
            }
        }
        return false;
    }

    static ProblemException unavailable(String uri, IOException failure) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "source-unavailable",
                        "the source can't be asked whether " + uri + " is still there: "
                                + failure.getClass().getSimpleName()),
                failure);
    }
}
