package io.millrace.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model.
 *
 * @param id what settings and requests call it
 * @param revision names this state of its files; the folder that they lie in
 * @param licence SPDX identifier
 * @param about one line for a person
 * @param embedding what the embedding engine must know; null for a generator
 * @param generation what the generator's engine and the answering function must know; null for an embedder
 * @param files at least one
 * @param sources in the order in which they are tried, at least one
 */
public record CatalogEntry(
        String id,
        String revision,
        String licence,
        String about,
        @Nullable Embedding embedding,
        @Nullable Generation generation,
        List<ModelFile> files,
        List<ModelSource> sources) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    /** What a model is for. */
    public enum Task {
        EMBED,
        GENERATE
    }

    /** How token vectors become one. */
    public enum Pooling {
        /** Their mean. */
        MEAN
    }

    /**
     * @param dimension components of a vector
     * @param window the most tokens that the model reads, special ones included
     */
    public record Embedding(int dimension, int window, Pooling pooling) {
        public Embedding {
            if (dimension < 1 || window < 3) {
                throw new IllegalArgumentException(
                        "an embedder needs a dimension above 0 and a window above 2, but has " + dimension + " and "
                                + window);
            }
        }
    }

    /**
     * @param contextTokens prompt and reply together
     * @param trusted whether its replies may be the default answer; all are verified anyway
     * @param reason why it is not trusted; null where it is
     */
    public record Generation(
            int contextTokens, boolean trusted, @Nullable String reason) {
        public Generation {
            if (contextTokens < 256) {
                throw new IllegalArgumentException("a generator needs 256 tokens of context, but has " + contextTokens);
            }
            if (!trusted && reason == null) {
                throw new IllegalArgumentException("a generator that is not trusted needs the reason");
            }
        }
    }

    public CatalogEntry {
        if (!NAME.matcher(id).matches() || !NAME.matcher(revision).matches()) {
            throw new IllegalArgumentException(
                    "id and revision are lower-case letters, digits, dots, hyphens and underscores, but are '" + id
                            + "' and '" + revision + "'");
        }
        if ((embedding == null) == (generation == null)) {
            throw new IllegalArgumentException(id + " needs either embedding or generation");
        }
        files = List.copyOf(files);
        sources = List.copyOf(sources);
        if (files.isEmpty() || sources.isEmpty()) {
            throw new IllegalArgumentException(id + " needs a file and a source");
        }
        for (ModelSource source : sources) {
            for (ModelFile file : files) {
                if (!source.paths().containsKey(file.name())) {
                    throw new IllegalArgumentException(
                            id + ": " + source + " does not say where " + file.name() + " is");
                }
            }
        }
    }

    public Task task() {
        return embedding != null ? Task.EMBED : Task.GENERATE;
    }

    /** The size of all files; empty where the catalog does not know it yet. */
    public Optional<Long> bytes() {
        long sum = 0;
        for (ModelFile file : files) {
            if (file.bytes() == null) {
                return Optional.empty();
            }
            sum += file.bytes();
        }
        return Optional.of(sum);
    }

    /** The file with this role. */
    public ModelFile file(String role) {
        return files.stream()
                .filter(file -> file.role().equals(role))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " has no file with role " + role));
    }
}
