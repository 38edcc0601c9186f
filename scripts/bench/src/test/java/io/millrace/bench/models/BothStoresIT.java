package io.millrace.bench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalOptions;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.core.text.Span;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.index.pgvector.PgvectorSettings;
import io.millrace.index.pgvector.PgvectorStore;
import io.millrace.index.pgvector.PgvectorUrl;
import io.millrace.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * SciFact through either store, a passage a document, with the same vectors: what is found is as good. Some minutes, so only where the full tests are
 * asked for ({@code -Dmillrace.full=true}) and ../shared/eval is there.
 */
class BothStoresIT {

    private static final Path SCIFACT =
            Path.of(System.getProperty("millrace.repository", "../..")).resolveSibling("shared/eval/scifact");
    private static final int CUT = 10;

    /** Characters of which the model reads all: more would be tokens beyond its window. */
    private static final int READ = 1000;

    private final Map<String, String> names = new HashMap<>();

    @Test
    void postgresFindsWhatLuceneFinds() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("millrace.full"), "only with -Dmillrace.full=true");
        Assumptions.assumeTrue(Files.isDirectory(SCIFACT), "there is no ../shared/eval/scifact");
        Dataset dataset = new Dataset(SCIFACT);
        Map<String, Map<String, Integer>> judgements = dataset.judgements();
        List<EvalQuestion> questions = dataset.questions().stream()
                .filter(question -> judgements.containsKey(question.id()))
                .toList();
        Map<String, Embedding> asked = new LinkedHashMap<>();
        List<Batch> batches = new ArrayList<>();
        Catalog catalog = Catalog.load();
        ModelStore models = new ModelStore(ModelStore.defaultRoot(), catalog);
        var entry = catalog.entry("all-minilm-l6-v2-q");
        try (DirectEmbedder embedder =
                new DirectEmbedder(entry, models.ensure(entry.id(), ConsoleProgress.onStandardError()))) {
            for (EvalQuestion question : questions) {
                asked.put(question.text(), embedder.embed(question.text()));
            }
            for (CorpusDocument document : dataset.documents()) {
                batches.add(batch(document, embedder));
            }
        }
        PgvectorSettings settings = PgvectorSettings.of(
                        PgvectorUrl.of(PostgresServer.shared().url()))
                .in("scifact");
        try (PassageStore lucene =
                        LuceneStore.open(new ByteBuffersDirectory(), LuceneSettings.defaults(), Clock.systemUTC());
                PassageStore postgres = new PgvectorStore(settings, Clock.systemUTC())) {
            double expected = run("lucene", lucene, batches, questions, asked, judgements);
            double found = run("pgvector", postgres, batches, questions, asked, judgements);
            assertThat(expected).isGreaterThan(.6);
            assertThat(found).isCloseTo(expected, within(.005));
        }
    }

    private double run(
            String name,
            PassageStore store,
            List<Batch> batches,
            List<EvalQuestion> questions,
            Map<String, Embedding> asked,
            Map<String, Map<String, Integer>> judgements) {
        long start = System.nanoTime();
        batches.parallelStream().forEach(store::stage);
        double staging = (System.nanoTime() - start) / 1e6 / batches.size();
        double plain = 0;
        double reranked = 0;
        double[] millis = new double[questions.size()];
        Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
        for (int i = 0; i < millis.length; i++) {
            EvalQuestion question = questions.get(i);
            Embedding vector = Objects.requireNonNull(asked.get(question.text()));
            Map<String, Integer> grades = judgements.getOrDefault(question.id(), Map.of());
            long began = System.nanoTime();
            plain +=
                    ndcg(retriever, question, vector, RetrievalOptions.best(CUT).reranked(false), grades);
            millis[i] = (System.nanoTime() - began) / 1e6;
            reranked += ndcg(retriever, question, vector, RetrievalOptions.best(CUT), grades);
        }
        Arrays.sort(millis);
        System.out.printf(
                "%s: nDCG@10 %.4f, reranked %.4f; %.2f ms a document staged, a retrieval p50 %.1f ms, p99 %.1f ms%n",
                name,
                plain / millis.length,
                reranked / millis.length,
                staging,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100]);
        return plain / millis.length;
    }

    private double ndcg(
            Retriever retriever,
            EvalQuestion question,
            Embedding vector,
            RetrievalOptions options,
            Map<String, Integer> grades) {
        Question anyone = new Question(question.text(), Visibility.anonymous(DocumentKey.DEFAULT_TENANT));
        List<Integer> gains = retriever.retrieve(anyone, vector, options).passages().stream()
                .map(found ->
                        grades.getOrDefault(names.getOrDefault(found.passage().document(), ""), 0))
                .toList();
        double ideal =
                gain(grades.values().stream().sorted(Comparator.reverseOrder()).toList());
        return ideal == 0 ? 0 : gain(gains) / ideal;
    }

    private static double gain(List<Integer> grades) {
        double sum = 0;
        for (int i = 0; i < Math.min(CUT, grades.size()); i++) {
            sum += grades.get(i) * Math.log(2) / Math.log(i + 2.0);
        }
        return sum;
    }

    private Batch batch(CorpusDocument document, DirectEmbedder embedder) throws Exception {
        String uri = "file:/scifact/" + document.id();
        DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri);
        names.put(key.id(), document.id());
        String text = document.text();
        Chunk chunk = new Chunk(key.id(), 0, text, new Span(0, text.length()), List.of(), null, List.of());
        String read = document.title() + "\n" + text;
        Embedding vector = embedder.embed(read.substring(0, Math.min(READ, read.length())));
        DocumentVersion version = new DocumentVersion(
                key,
                key.id(),
                Sequence.ofNumber(1),
                "all-minilm-l6-v2-q",
                uri,
                document.title(),
                "text/plain",
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                text.length(),
                null);
        return new Batch(version, 0, 1, List.of(new EmbeddedChunk(chunk, vector, List.of())));
    }
}
