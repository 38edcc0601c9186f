package io.millrace.contracts;

import static io.millrace.contracts.EventType.CHUNKS_PREPARED;
import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static io.millrace.contracts.EventType.DOCUMENT_INDEXED;
import static io.millrace.contracts.EventType.DOCUMENT_REJECTED;
import static io.millrace.contracts.EventType.DOCUMENT_REMOVED;
import static io.millrace.contracts.EventType.DOCUMENT_UNINDEXED;
import static io.millrace.contracts.EventType.FILE_CHANGED;
import static io.millrace.contracts.EventType.FILE_REMOVED;
import static io.millrace.contracts.EventType.NOTIFICATION_REFUSED;
import static io.millrace.contracts.EventType.PASSAGES_RANKED;
import static io.millrace.contracts.EventType.PING;
import static io.millrace.contracts.EventType.QUESTION_ANSWERED;
import static io.millrace.contracts.EventType.QUESTION_ASKED;
import static io.millrace.contracts.EventType.QUESTION_EMBEDDED;
import static io.millrace.contracts.EventType.QUESTION_FAILED;
import static io.millrace.contracts.EventType.REINDEX_REQUESTED;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a function takes, what it emits for it, and what it waits for meanwhile: the one place that says so. The topology is checked against this, and a test
 * compares it with the functions' code.
 *
 * @param name of its Knative Service
 * @param program that its Service runs, by the name of its folder and image; two functions may share one, each with a door of its own
 * @param handles the types it takes, each with those that it may emit in consequence
 * @param starts the types it may emit without such an event: for a call of its API, or for a dead letter
 * @param continues the types it may answer with one of the same type, which asks for the rest of the work; since less is left each time, that comes to an end
 * @param waitsFor what it calls while somebody waits for its answer
 */
public record FunctionContract(
        String name,
        String program,
        Map<EventType, Set<EventType>> handles,
        Set<EventType> starts,
        Set<EventType> continues,
        Set<Dependency> waitsFor) {

    /** All functions, in the order in which a document and then a question pass them. */
    public static final List<FunctionContract> ALL = List.of(
            new FunctionContract(
                    "intake",
                    "intake",
                    Map.of(
                            FILE_CHANGED, Set.of(DOCUMENT_CHANGED),
                            FILE_REMOVED, Set.of(DOCUMENT_REMOVED),
                            NOTIFICATION_REFUSED, Set.of(DOCUMENT_CHANGED, DOCUMENT_REMOVED, REINDEX_REQUESTED)),
                    Set.of(DOCUMENT_CHANGED, DOCUMENT_REMOVED, NOTIFICATION_REFUSED, REINDEX_REQUESTED),
                    Set.of(),
                    Set.of(Dependency.BROKER)),
            new FunctionContract(
                    "reindexing",
                    "reindexing",
                    Map.of(
                            PING, Set.of(DOCUMENT_CHANGED, DOCUMENT_REMOVED, REINDEX_REQUESTED),
                            REINDEX_REQUESTED, Set.of(DOCUMENT_CHANGED, DOCUMENT_REMOVED, REINDEX_REQUESTED)),
                    Set.of(),
                    Set.of(REINDEX_REQUESTED),
                    Set.of(Dependency.BROKER)),
            new FunctionContract(
                    "chunking",
                    "chunking",
                    Map.of(DOCUMENT_CHANGED, Set.of(CHUNKS_PREPARED, DOCUMENT_INDEXED, DOCUMENT_REJECTED)),
                    Set.of(),
                    Set.of(),
                    Set.of(Dependency.PARSER, Dependency.EMBEDDER, Dependency.BROKER)),
            new FunctionContract(
                    "embedding",
                    "embedding",
                    Map.of(
                            CHUNKS_PREPARED, Set.of(DOCUMENT_INDEXED, DOCUMENT_REJECTED),
                            DOCUMENT_REMOVED, Set.of(DOCUMENT_UNINDEXED),
                            QUESTION_ASKED, Set.of(QUESTION_EMBEDDED)),
                    Set.of(),
                    Set.of(),
                    Set.of(Dependency.EMBEDDER)),
            new FunctionContract(
                    "reranking",
                    "reranking",
                    Map.of(QUESTION_EMBEDDED, Set.of(PASSAGES_RANKED)),
                    Set.of(),
                    Set.of(),
                    Set.of(Dependency.RERANKER)),
            new FunctionContract(
                    "answering-events",
                    "answering",
                    Map.of(
                            PASSAGES_RANKED, Set.of(QUESTION_ANSWERED),
                            QUESTION_ANSWERED, Set.of(),
                            QUESTION_FAILED, Set.of()),
                    Set.of(),
                    Set.of(),
                    Set.of(Dependency.EMBEDDER, Dependency.GENERATOR)),
            new FunctionContract(
                    "answering",
                    "answering",
                    Map.of(),
                    Set.of(DOCUMENT_CHANGED, DOCUMENT_REMOVED, QUESTION_ASKED, REINDEX_REQUESTED),
                    Set.of(),
                    Set.of(Dependency.EMBEDDER, Dependency.RERANKER, Dependency.GENERATOR, Dependency.BROKER)),
            new FunctionContract(
                    "dead-letters",
                    "dead-letters",
                    Map.of(),
                    Set.of(DOCUMENT_REJECTED, QUESTION_FAILED),
                    Set.of(),
                    Set.of(Dependency.BROKER)));

    /** All programs, each once. */
    public static final Set<String> PROGRAMS =
            ALL.stream().map(FunctionContract::program).collect(Collectors.toUnmodifiableSet());

    public FunctionContract {
        handles = Map.copyOf(handles);
        starts = Set.copyOf(starts);
        continues = Set.copyOf(continues);
        waitsFor = Set.copyOf(waitsFor);
    }

    /** The function whose Knative Service is called so; empty where none is. */
    public static Optional<FunctionContract> of(String service) {
        return ALL.stream().filter(function -> function.name().equals(service)).findFirst();
    }

    /** How long handling one event may take when everything that it waits for answers at the last moment. */
    public Duration longestWait() {
        return waitsFor.stream().map(Dependency::deadline).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether it posts events to the Broker itself, beyond the one reply. */
    public boolean posts() {
        return waitsFor.contains(Dependency.BROKER);
    }
}
