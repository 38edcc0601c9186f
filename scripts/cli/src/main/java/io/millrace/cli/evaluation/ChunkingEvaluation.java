package io.millrace.cli.evaluation;

import io.millrace.cli.client.InFlight;
import io.millrace.cli.evaluation.ExcerptScore.Part;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.Chunker;
import io.millrace.core.chunk.Chunkers;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chunkers measured as "Evaluating Chunking Strategies for Retrieval" (Chroma, 2024) does: all corpora in one index, the five chunks whose vectors are
 * nearest to the question's, no words, no reranking. And once more with the vectors of sentences, which Millrace stores with each chunk: then a chunk is as near as
 * the mean of its own cosine and its best sentence's.
 */
final class ChunkingEvaluation {

    /** What the others are compared with. */
    static final String BASELINE = "recursive";

    /** The default on the text without structure: what is left is the length of its chunks. */
    private static final String UNSTRUCTURED = "structure-without-headings";

    private static final int RETRIEVED = 5;
    private static final int TOKENS = 200;
    private static final int SENTENCES = 5;
    private static final int TEXTS_AT_ONCE = 16;
    private static final int CALLS_AT_ONCE = 4;

    private final ExcerptDataset dataset;
    private final Output output;
    private final OpenAiEmbedder embedder;
    private final Map<String, Chunker> chunkers;

    ChunkingEvaluation(ExcerptDataset dataset, ModelEndpoint models, Output output) {
        this.dataset = dataset;
        this.output = output;
        this.embedder = new OpenAiEmbedder(models);
        TokenCounter counter = new HttpTokenCounter(models);
        Map<String, Chunker> all = Chunkers.all(
                counter,
                texts -> vectors("pieces", texts).stream()
                        .map(Embedding::toArray)
                        .toList(),
                ChunkSettings.DEFAULT,
                TOKENS,
                SENTENCES);
        all.put(UNSTRUCTURED, new StructureChunker(counter, ChunkSettings.DEFAULT));
        this.chunkers = all;
    }

    /** The chunkers that can be measured, by name. */
    Collection<String> names() {
        return chunkers.keySet();
    }

    /** @param names of the chunkers to report; the baseline is measured in any case */
    Map<String, Object> run(Collection<String> names) {
        List<Embedding> questions = vectors(
                "questions",
                dataset.questions().stream().map(ExcerptQuestion::text).toList());
        Measured baseline = measured(BASELINE, questions);
        Map<String, Object> byChunker = new LinkedHashMap<>();
        for (String name : names) {
            byChunker.put(
                    name,
                    name.equals(BASELINE)
                            ? baseline.summary(null)
                            : measured(name, questions).summary(baseline));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("byChunker", byChunker);
        result.put("questions", questions.size());
        result.put("retrieved", RETRIEVED);
        return result;
    }

    private Measured measured(String name, List<Embedding> questions) {
        Chunker chunker = Objects.requireNonNull(chunkers.get(name), name);
        List<Part> parts = new ArrayList<>();
        List<PassageText> texts = new ArrayList<>();
        for (ExcerptCorpus corpus : dataset.corpora()) {
            ParsedDocument document = name.equals(Chunkers.STRUCTURE) ? corpus.structured() : corpus.plain();
            for (Chunk chunk : chunker.chunk(corpus.name(), document)) {
                parts.add(new Part(corpus.name(), corpus.codePoints(chunk.span())));
                texts.add(PassageText.of(document.title(), chunk));
            }
        }
        List<PassageEmbedding> passages = embedded(name, texts);
        List<ExcerptScore> scores = new ArrayList<>();
        List<ExcerptScore> withSentences = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Embedding vector = questions.get(i);
            ExcerptQuestion question = dataset.questions().get(i);
            scores.add(ExcerptScore.of(question, nearest(parts, passages, passage -> vector.cosine(passage.vector()))));
            withSentences.add(ExcerptScore.of(
                    question,
                    nearest(
                            parts,
                            passages,
                            passage -> vector.cosine(passage.vector()) + bestSentence(vector, passage))));
        }
        return new Measured(parts.size(), scores, withSentences);
    }

    private static List<Part> nearest(
            List<Part> parts, List<PassageEmbedding> passages, ToDoubleFunction<PassageEmbedding> nearness) {
        double[] scores = passages.stream().mapToDouble(nearness).toArray();
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer chunk) -> -scores[chunk]))
                .limit(RETRIEVED)
                .map(parts::get)
                .toList();
    }

    private static double bestSentence(Embedding question, PassageEmbedding passage) {
        return passage.sentences().stream()
                .mapToDouble(question::cosine)
                .max()
                .orElseGet(() -> question.cosine(passage.vector()));
    }

    private List<Embedding> vectors(String what, List<String> texts) {
        List<PassageText> passages =
                texts.stream().map(text -> new PassageText(text, List.of())).toList();
        return embedded(what, passages).stream().map(PassageEmbedding::vector).toList();
    }

    /** One result a text, in the same order. */
    private List<PassageEmbedding> embedded(String what, List<PassageText> texts) {
        List<Integer> starts = IntStream.iterate(0, start -> start < texts.size(), start -> start + TEXTS_AT_ONCE)
                .boxed()
                .toList();
        Map<Integer, List<PassageEmbedding>> byStart = new ConcurrentSkipListMap<>();
        AtomicLong done = new AtomicLong();
        try (Progress progress = output.progress("embedding: " + what, "texts", texts.size())) {
            InFlight.each(starts, CALLS_AT_ONCE, start -> {
                List<PassageText> some = texts.subList(start, Math.min(texts.size(), start + TEXTS_AT_ONCE));
                byStart.put(start, embedder.embedPassages(some));
                progress.at(done.addAndGet(some.size()));
            });
        }
        return byStart.values().stream().flatMap(List::stream).toList();
    }

    /** A chunker's scores, one a question: by the chunks' vectors alone, and with those of their sentences. */
    private record Measured(int chunks, List<ExcerptScore> scores, List<ExcerptScore> withSentences) {

        Map<String, Object> summary(@Nullable Measured baseline) {
            Map<String, Object> summary = summary(scores, baseline == null ? null : baseline.scores);
            summary.put("chunks", chunks);
            summary.put("withSentences", summary(withSentences, baseline == null ? null : baseline.withSentences));
            return summary;
        }

        private static Map<String, Object> summary(List<ExcerptScore> scores, @Nullable List<ExcerptScore> baseline) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("recall", mean(values(scores, ExcerptScore::recall)));
            summary.put("precision", mean(values(scores, ExcerptScore::precision)));
            summary.put("iou", mean(values(scores, ExcerptScore::iou)));
            if (baseline != null) {
                summary.put("recallGain", gain(scores, baseline, ExcerptScore::recall));
                summary.put("iouGain", gain(scores, baseline, ExcerptScore::iou));
            }
            return summary;
        }

        private static PairedBootstrap gain(
                List<ExcerptScore> scores, List<ExcerptScore> baseline, ToDoubleFunction<ExcerptScore> metric) {
            return PairedBootstrap.of(values(scores, metric), values(baseline, metric));
        }

        private static double[] values(List<ExcerptScore> scores, ToDoubleFunction<ExcerptScore> metric) {
            return scores.stream().mapToDouble(metric).toArray();
        }

        private static double mean(double[] values) {
            return Math.round(Arrays.stream(values).average().orElse(0) * 1e5) / 1e5;
        }
    }
}
