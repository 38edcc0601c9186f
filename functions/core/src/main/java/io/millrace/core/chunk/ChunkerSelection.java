package io.millrace.core.chunk;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which chunker cuts a document: the one that its source names, else the one for its content type, else the default.
 */
public final class ChunkerSelection {

    private final Map<String, Chunker> chunkers;
    private final Map<String, Chunker> byContentType = new TreeMap<>();
    private final Chunker otherwise;
    private final String configuration;

    /**
     * @param chunkers all that there are, by name
     * @param byContentType names of chunkers by content type, such as {@code text/csv}
     * @param otherwise the name of the chunker for all other content types
     * @throws IllegalArgumentException for a name that is not in {@code chunkers}
     */
    public ChunkerSelection(Map<String, Chunker> chunkers, Map<String, String> byContentType, String otherwise) {
        this.chunkers = new TreeMap<>(chunkers);
        byContentType.forEach((type, name) -> this.byContentType.put(type, known(name, "for " + type)));
        this.otherwise = known(otherwise, "by default");
        StringBuilder all = new StringBuilder(this.otherwise.configuration());
        this.byContentType.forEach(
                (type, chunker) -> all.append('\n').append(type).append('=').append(chunker.configuration()));
        this.configuration = all.toString();
    }

    /** The same chunker for everything, whatever a source says. */
    public static ChunkerSelection only(Chunker chunker) {
        return new ChunkerSelection(Map.of(Chunkers.STRUCTURE, chunker), Map.of(), Chunkers.STRUCTURE);
    }

    /**
     * Names all that decides how a document of such a source is cut, whatever its content turns out to be.
     *
     * @param named the chunker that its source names; null for none
     * @throws ProblemException as {@link #choose} does
     */
    public String configuration(@Nullable String named) {
        return named == null ? configuration : bySource(named).configuration();
    }

    /**
     * @param named the chunker that the document's source names; null for none
     * @param contentType what the document turned out to be; parameters such as a charset don't count
     * @throws ProblemException UNPROCESSABLE, code {@code chunker-unknown}, for a name that is none
     */
    public Chunker choose(@Nullable String named, String contentType) {
        if (named != null) {
            return bySource(named);
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return byContentType.getOrDefault(type.strip(), otherwise);
    }

    private Chunker bySource(String name) {
        Chunker chunker = chunkers.get(name);
        if (chunker == null) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "chunker-unknown",
                    "The source names the chunker '" + name + "', which is none of " + names()
                            + ". Name one of these.");
        }
        return chunker;
    }

    private Chunker known(String name, String where) {
        Chunker chunker = chunkers.get(name);
        if (chunker == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' was named as the chunker " + where + ", but is none of " + names());
        }
        return chunker;
    }

    private List<String> names() {
        return List.copyOf(chunkers.keySet());
    }
}
