package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A ledger and the runs over it, which settles announced changes when it is told to. */
final class MemoryStore implements Ledger, ReindexRuns, Reindexer.Announcements {

    final Map<String, ReindexRun> runs = new HashMap<>();
    /** What can not be named; null for nothing. */
    @Nullable
    String unusable;

    /** Whether changes come with events of their own. */
    boolean notified;

    final Map<String, Integer> announcedChanges = new TreeMap<>();
    /** By uri, as of the last change. */
    final Map<String, String> announcedTypes = new TreeMap<>();

    final Map<String, Integer> announcedRemovals = new TreeMap<>();
    private final TreeMap<String, DocumentState> states = new TreeMap<>();
    private final Map<String, Sequence> assigned = new HashMap<>();
    private final Map<String, DocumentState> announced = new TreeMap<>();

    @Override
    public synchronized List<Sequence> assign(List<Unnumbered> changes) {
        if (!notified) {
            // The test fails where the reindexer takes a notification's number: what it finds has repair numbers.
            throw new UnsupportedOperationException("nothing here notifies");
        }
        return changes.stream()
                .map(change ->
                        assigned.computeIfAbsent(change.changeKey(), _ -> Sequence.ofNumber(assigned.size() + 1L)))
                .toList();
    }

    @Override
    public synchronized List<Sequence> assignRepair(List<Unnumbered> changes) {
        if (changes.stream().anyMatch(change -> change.uri().equals(unusable))) {
            throw ProblemException.of(Category.UNPROCESSABLE, "uri-too-long", "a uri that can't be kept");
        }
        return changes.stream()
                .map(change -> assigned.computeIfAbsent(change.changeKey(), key -> {
                    DocumentState before = states.get(change.document().id());
                    Sequence next = (before == null ? Sequence.NONE : before.known()).nextRepair();
                    note(change.document(), change.uri(), change.access(), next);
                    return next;
                }))
                .toList();
    }

    @Override
    public synchronized void note(DocumentKey document, String uri, AccessList access, Sequence sequence) {
        DocumentState before = states.get(document.id());
        if (before == null) {
            states.put(document.id(), state(document, uri, sequence, Sequence.NONE, State.PENDING, null, access));
        } else if (sequence.isAfter(before.known())) {
            states.put(
                    document.id(),
                    state(document, uri, sequence, before.settled(), before.state(), before.etag(), before.access()));
        }
    }

    @Override
    public synchronized Optional<DocumentState> find(DocumentKey document) {
        return Optional.ofNullable(states.get(document.id()));
    }

    @Override
    public synchronized List<DocumentState> list(
            String tenant, @Nullable Set<String> askers, @Nullable String after, int limit) {
        return (after == null ? states : states.tailMap(after, false))
                .values().stream()
                        .filter(state -> state.state() != State.REMOVED)
                        .filter(state -> askers == null || state.access().admits(askers))
                        .limit(limit)
                        .toList();
    }

    @Override
    public List<DocumentState> latest(String tenant, State state, int limit) {
        throw new UnsupportedOperationException("no reindexing asks for it");
    }

    @Override
    public void failed(DocumentKey document, String uri, AccessList access, Sequence sequence, Problem problem) {
        throw new UnsupportedOperationException("no reindexing makes attempts");
    }

    @Override
    public Set<String> inUse(Set<String> etags) {
        throw new UnsupportedOperationException("no reindexing asks for it");
    }

    @Override
    public TenantUse use(String tenant) {
        throw new UnsupportedOperationException("no reindexing asks for it");
    }

    @Override
    public synchronized void changed(DocumentChange change) {
        announcedChanges.merge(change.uri() + " " + change.sequence(), 1, Integer::sum);
        announcedTypes.put(change.uri(), String.valueOf(change.contentType()));
        announce(state(
                change.document(),
                change.uri(),
                change.sequence(),
                change.sequence(),
                State.INDEXED,
                change.etag(),
                change.access()));
    }

    @Override
    public synchronized void removed(DocumentKey document, Sequence sequence, String uri, Instant at) {
        announcedRemovals.merge(uri + " " + sequence, 1, Integer::sum);
        announce(state(document, uri, sequence, sequence, State.REMOVED, null, AccessList.EVERYONE));
    }

    private void announce(DocumentState settled) {
        announced.merge(
                settled.key().id(), settled, (one, other) -> one.settled().isAfter(other.settled()) ? one : other);
    }

    /** Everything announced takes effect. */
    void settle() {
        states.putAll(announced);
        announced.clear();
    }

    /** How many documents have a change under way. */
    synchronized long changing() {
        return states.values().stream().filter(DocumentState::changing).count();
    }

    /** Uri and etag of what is indexed. */
    Map<String, String> indexed() {
        Map<String, String> indexed = new TreeMap<>();
        states.values().stream()
                .filter(state -> state.state() == State.INDEXED)
                .forEach(state -> indexed.put(state.uri(), String.valueOf(state.etag())));
        return indexed;
    }

    @Override
    public synchronized ReindexRun change(String tenant, String scope, Change change) {
        ReindexRun run = change.apply(runs.get(scope));
        runs.put(scope, run);
        return run;
    }

    @Override
    public Optional<ReindexRun> find(String tenant, String scope) {
        return Optional.ofNullable(runs.get(scope));
    }

    private static DocumentState state(
            DocumentKey key,
            String uri,
            Sequence known,
            Sequence settled,
            State state,
            @Nullable String etag,
            AccessList access) {
        return new DocumentState(
                key, uri, "", known, settled, state, null, etag, access, 0, null, null, null, null, null, null);
    }
}
