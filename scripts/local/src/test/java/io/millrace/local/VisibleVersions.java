package io.millrace.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may show of documents that change while it is made. Each sentence of a document names document, version and its own number, so that
 * passages tell what they are made of, wherever they were cut.
 *
 * <p>An answer is right if it shows of each document all sentences of one version, or nothing, and if that was the document's state at some moment between the
 * question and the answer. A change counts as possible from {@link #begin} and as done from {@link Change#end}. Safe for use by many
 * threads; the changes of one document come one after the other.
 */
final class VisibleVersions {

    private static final Pattern MARK =
            Pattern.compile("Document (d\\d+), version (\\d+), sentence (\\d+) of (\\d+)\\.");
    private static final int GONE = 0;

    private final Map<String, List<Change>> changes = new ConcurrentHashMap<>();

    /** A change that is under way, until it has ended; versions count from 1. */
    static final class Change {
        private final int version;
        private final long begunNanos = System.nanoTime();
        private volatile @Nullable Long endedNanos;

        private Change(int version) {
            this.version = version;
        }

        /** From now on nothing else may be seen. */
        void end() {
            endedNanos = System.nanoTime();
        }

        private boolean endedBefore(long nanos) {
            Long ended = endedNanos;
            return ended != null && ended - nanos < 0;
        }

        private boolean begunAfter(long nanos) {
            return begunNanos - nanos > 0;
        }
    }

    /** The text of a version: sentences that carry its mark. */
    static String text(String document, int version, int sentences) {
        return IntStream.range(0, sentences)
                .mapToObj(
                        "Document %s, version %d, sentence %%d of %d. ".formatted(document, version, sentences)
                                ::formatted)
                .collect(Collectors.joining());
    }

    /** The document is about to become {@code version}. */
    Change begin(String document, int version) {
        List<Change> history = changes.computeIfAbsent(document, key -> new ArrayList<>());
        Change change = new Change(version);
        synchronized (history) {
            history.add(change);
        }
        return change;
    }

    /** The document is about to be removed. */
    Change beginRemoval(String document) {
        return begin(document, GONE);
    }

    /**
     * What is wrong with an answer; empty if nothing is.
     *
     * @param documents those that the question asked for, and no others
     * @param passages the texts of the answer
     * @param askedNanos {@link System#nanoTime} before the question
     * @param answeredNanos the same after the answer
     */
    Optional<String> fault(Collection<String> documents, List<String> passages, long askedNanos, long answeredNanos) {
        Map<String, Set<Sentence>> shown = sentences(passages);
        for (String document : shown.keySet()) {
            if (!documents.contains(document)) {
                return Optional.of(document + " was not asked for");
            }
        }
        return documents.stream()
                .flatMap(document -> fault(
                        document, shown.getOrDefault(document, Set.of()), possible(document, askedNanos, answeredNanos))
                        .stream())
                .findFirst();
    }

    private static Optional<String> fault(String document, Set<Sentence> shown, List<Integer> possible) {
        Set<Integer> versions = shown.stream().map(Sentence::version).collect(Collectors.toSet());
        if (versions.size() > 1) {
            return Optional.of(document + " mixes versions " + versions);
        }
        if (shown.stream().anyMatch(sentence -> sentence.of() != shown.size())) {
            return Optional.of(document + " lacks sentences, it shows only " + shown);
        }
        int version = versions.isEmpty() ? GONE : versions.iterator().next();
        if (possible.contains(version)) {
            return Optional.empty();
        }
        if (version == GONE) {
            return Optional.of(document + " is missing, it was there in version " + possible);
        }
        String instead = possible.equals(List.of(GONE)) ? "it was removed" : "it was there in " + possible;
        return Optional.of(document + " is shown in version " + version + ", " + instead);
    }

    private record Sentence(int version, int number, int of) {}

    private static Map<String, Set<Sentence>> sentences(List<String> passages) {
        Map<String, Set<Sentence>> sentences = new TreeMap<>();
        for (Matcher mark = MARK.matcher(String.join("\n", passages)); mark.find(); ) {
            sentences
                    .computeIfAbsent(mark.group(1), document -> new LinkedHashSet<>())
                    .add(new Sentence(
                            Integer.parseInt(mark.group(2)),
                            Integer.parseInt(mark.group(3)),
                            Integer.parseInt(mark.group(4))));
        }
        return sentences;
    }

    /** The states that the document had at some moment between two. */
    private List<Integer> possible(String document, long fromNanos, long toNanos) {
        List<Change> history = changes.getOrDefault(document, List.of());
        List<Integer> possible = new ArrayList<>(List.of(GONE));
        synchronized (history) {
            for (Change change : history) {
                if (change.endedBefore(fromNanos)) {
                    possible.clear();
                }
                if (!change.begunAfter(toNanos)) {
                    possible.add(change.version);
                }
            }
        }
        return possible;
    }
}
