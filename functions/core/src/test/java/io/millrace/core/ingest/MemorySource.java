package io.millrace.core.ingest;

import io.millrace.core.document.DocumentSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Uris and their etags; nothing to open. */
final class MemorySource implements DocumentSource {

    final TreeMap<String, String> documents = new TreeMap<>();
    /** What is there again as soon as somebody has looked. */
    final Map<String, String> comingBack = new ConcurrentHashMap<>();
    /** What the source takes for its order. */
    Comparator<String> order = Comparator.naturalOrder();
    /** Whoever asks for what starts so is told that the source is away. */
    @Nullable
    String away;
    /** Whether it can't tell what it has not. */
    boolean unsure;
    /** Whether it tells of many documents at once which of them are missing. */
    boolean tellsOfMany;
    /** What it has told of so. */
    final List<String> lookedForTogether = new ArrayList<>();
    /** What has been listed. */
    final List<String> listed = new ArrayList<>();
    /** What happens while a list is made, such as that time passes. */
    Runnable whileListing = () -> {};

    @Override
    public boolean serves(String uri) {
        return uri.startsWith("memory:") || uri.startsWith("s3:");
    }

    @Override
    public Content open(String uri) {
        // The test fails where the reindexer reads a document: it compares etags alone.
        throw new UnsupportedOperationException("a comparison opens nothing");
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        listed.add(prefix);
        whileListing.run();
        requireThere(prefix);
        return documents.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .filter(each -> after == null || order.compare(each.getKey(), after) > 0)
                .sorted(Map.Entry.comparingByKey(Comparator.comparing((String uri) -> !uri.equals(prefix))
                        .thenComparing(order)))
                .limit(limit)
                .map(each -> new Entry(each.getKey(), each.getValue(), 1))
                .toList();
    }

    @Override
    public boolean contains(String uri) throws IOException {
        requireThere(uri);
        boolean there = unsure || documents.containsKey(uri);
        String back = comingBack.remove(uri);
        if (back != null) {
            documents.put(uri, back);
        }
        return there;
    }

    @Override
    public Optional<Set<String>> missing(List<String> uris) throws IOException {
        if (!tellsOfMany) {
            return Optional.empty();
        }
        lookedForTogether.addAll(uris);
        Set<String> missing = new HashSet<>();
        for (String uri : uris) {
            if (!contains(uri)) {
                missing.add(uri);
            }
        }
        return Optional.of(missing);
    }

    private void requireThere(String uri) throws IOException {
        if (away != null && uri.startsWith(away)) {
            throw new IOException("away");
        }
    }
}
