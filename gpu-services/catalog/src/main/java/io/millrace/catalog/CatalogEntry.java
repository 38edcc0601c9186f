package io.millrace.catalog;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model.
 *
 * @param id what settings and requests call it
 * @param revision names this state of its files; the folder that they lie in
 * @param licence SPDX identifier
 * @param about one line for a person
 * @param embedding what the embedding engine must know; null for another task
 * @param reranking what the reranking engine must know; null for another task
 * @param generation what the generator's engine and the answering function must know; null for another task
 * @param memory what it takes to run; null where that is not known
 * @param engines that can run these files, each with the arguments that the model asks for; empty where nothing is said
 * @param files at least one
 * @param sources in the order in which they are tried, at least one
 */
public record CatalogEntry(
        String id,
        String revision,
        String licence,
        String about,
        @Nullable Embedding embedding,
        @Nullable Reranking reranking,
        @Nullable Generation generation,
        @Nullable Memory memory,
        Map<Engine, List<String>> engines,
        List<ModelFile> files,
        List<ModelSource> sources) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    /** What a model is for. */
    public enum Task {
        EMBED,
        RERANK,
        GENERATE
    }

    /** What can run a model's files. */
    public enum Engine {
        /** Millrace's own, on a CPU. */
        MODEL_SERVER,
        LLAMA_CPP,
        /** Text Embeddings Inference. */
        TEI,
        VLLM,
        /** Text Generation Inference. */
        TGI,
        /** Triton with TensorRT-LLM, which builds its own files from these. */
        TRITON;

        /** As catalogs write it, such as {@code llama-cpp}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Engine of(String key) {
            return Arrays.stream(values())
                    .filter(engine -> engine.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("engines: no engine is called '" + key
                            + "'; there are "
                            + Arrays.stream(values()).map(Engine::key).collect(Collectors.joining(", "))));
        }
    }

    /** How token vectors become one. */
    public enum Pooling {
        /** Their mean. */
        MEAN,
        /** The first token's. */
        CLS
    }

    /**
     * @param dimension components of a vector
     * @param window the most tokens that the model reads, special ones and the prefix included
     * @param queryPrefix what the model was trained to read before a question; null for nothing
     * @param passagePrefix what it was trained to read before a passage; null for nothing
     * @param normalize whether vectors are scaled to unit length, as models that are compared by cosine ask for; null for yes
     */
    public record Embedding(
            int dimension,
            int window,
            Pooling pooling,
            @Nullable String queryPrefix,
            @Nullable String passagePrefix,
            @Nullable Boolean normalize) {

        public Embedding {
            if (dimension < 1 || window < 3) {
                throw new IllegalArgumentException(
                        "an embedder needs a dimension above 0 and a window above 2, but has " + dimension + " and "
                                + window);
            }
        }

        /** What goes before a question; may be empty. */
        public String beforeQuestion() {
            return queryPrefix == null ? "" : queryPrefix;
        }

        /** What goes before a passage; may be empty. */
        public String beforePassage() {
            return passagePrefix == null ? "" : passagePrefix;
        }

        /** Whether vectors have unit length. */
        public boolean unit() {
            return normalize == null || normalize;
        }
    }

    /** @param window the most tokens of question and passage together, special ones included */
    public record Reranking(int window) {
        public Reranking {
            if (window < 16) {
                throw new IllegalArgumentException("a reranker needs a window above 15, but has " + window);
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

    /**
     * @param weightsMegabytes for the weights as they are stored, about
     * @param cacheKilobytesPerToken of the attention's keys and values as 16-bit floats; 0 where the model keeps none
     */
    public record Memory(long weightsMegabytes, long cacheKilobytesPerToken) {
        public Memory {
            if (weightsMegabytes < 1 || cacheKilobytesPerToken < 0) {
                throw new IllegalArgumentException(
                        "memory needs weightsMegabytes above 0 and a cache of at least 0, but has " + weightsMegabytes
                                + " and " + cacheKilobytesPerToken);
            }
        }

        /** For the weights and so many tokens under way, without what the engine itself takes. */
        public long megabytes(long tokens) {
            return weightsMegabytes + Math.ceilDiv(tokens * cacheKilobytesPerToken, 1000L);
        }
    }

    public CatalogEntry {
        if (!NAME.matcher(id).matches() || !NAME.matcher(revision).matches()) {
            throw new IllegalArgumentException(
                    "id and revision are lower-case letters, digits, dots, hyphens and underscores, but are '" + id
                            + "' and '" + revision + "'");
        }
        if (revision.equals("current") || revision.equals("history.json")) {
            throw new IllegalArgumentException(
                    "revision can't be '" + revision + "': the store needs that name itself");
        }
        if (Stream.of(embedding, reranking, generation)
                        .filter(shape -> shape != null)
                        .count()
                != 1) {
            throw new IllegalArgumentException(id + " needs exactly one of embedding, reranking and generation");
        }
        Map<Engine, List<String>> copy = new EnumMap<>(Engine.class);
        engines.forEach((engine, arguments) -> copy.put(engine, List.copyOf(arguments)));
        engines = Map.copyOf(copy);
        files = List.copyOf(files);
        sources = List.copyOf(sources);
        if (files.isEmpty() || sources.isEmpty()) {
            throw new IllegalArgumentException(id + " needs a file and a source");
        }
        if (files.stream().map(ModelFile::name).distinct().count() != files.size()) {
            throw new IllegalArgumentException("files: a name is there twice; each file has a name of its own");
        }
        for (ModelSource source : sources) {
            for (ModelFile file : files) {
                if (!source.paths().containsKey(file.name())) {
                    throw new IllegalArgumentException(
                            "sources: " + source + " does not say where " + file.name() + " is; add it to its paths");
                }
            }
        }
    }

    public Task task() {
        return embedding != null ? Task.EMBED : reranking != null ? Task.RERANK : Task.GENERATE;
    }

    /** Whether this engine is known to run these files, or nothing is said. */
    public boolean runsOn(Engine engine) {
        return engines.isEmpty() || engines.containsKey(engine);
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
