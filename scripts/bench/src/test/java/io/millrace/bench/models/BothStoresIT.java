package io.millrace.bench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
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
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

/**
 * SciFact through either store, a passage a document, with the same vectors: what is found is as good. Some minutes, so only where the full tests are
 * asked for ({@code -Dmillrace.full=true}) and ../shared/eval is there.
 */
class BothStoresIT {

    private static final int CUT = 10;

    @Test
    void postgresFindsWhatLuceneFinds() throws Exception {
        EmbeddedSciFact scifact = EmbeddedSciFact.required();
        PgvectorSettings settings = PgvectorSettings.of(
                        PgvectorUrl.of(PostgresServer.shared().url()))
                .in("scifact");
        try (PassageStore lucene =
                        LuceneStore.open(new ByteBuffersDirectory(), LuceneSettings.defaults(), Clock.systemUTC());
                PassageStore postgres = new PgvectorStore(settings, Clock.systemUTC())) {
            double expected = run("lucene", lucene, scifact);
            double found = run("pgvector", postgres, scifact);
            assertThat(expected).isGreaterThan(.6);
            assertThat(found).isCloseTo(expected, within(.005));
        }
    }

    private static double run(String name, PassageStore store, EmbeddedSciFact scifact) {
        long start = System.nanoTime();
        scifact.passages().parallelStream().map(BothStoresIT::batch).forEach(store::stage);
        double staging = (System.nanoTime() - start) / 1e6 / scifact.passages().size();
        double plain = 0;
        double reranked = 0;
        double[] millis = new double[scifact.questions().size()];
        Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
        for (int i = 0; i < millis.length; i++) {
            EmbeddedSciFact.Asked asked = scifact.questions().get(i);
            long began = System.nanoTime();
            plain += ndcg(retriever, asked, RetrievalOptions.best(CUT).reranked(false));
            millis[i] = (System.nanoTime() - began) / 1e6;
            reranked += ndcg(retriever, asked, RetrievalOptions.best(CUT));
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

    private static double ndcg(Retriever retriever, EmbeddedSciFact.Asked asked, RetrievalOptions options) {
        Question anyone = new Question(asked.text(), Visibility.anonymous(DocumentKey.DEFAULT_TENANT));
        List<Integer> gains = retriever.retrieve(anyone, asked.vector(), options).passages().stream()
                .map(found -> asked.grades().getOrDefault(found.passage().document(), 0))
                .toList();
        double ideal = gain(asked.grades().values().stream()
                .sorted(Comparator.reverseOrder())
                .toList());
        return ideal == 0 ? 0 : gain(gains) / ideal;
    }

    private static double gain(List<Integer> grades) {
        double sum = 0;
        for (int i = 0; i < Math.min(CUT, grades.size()); i++) {
            sum += grades.get(i) * Math.log(2) / Math.log(i + 2.0);
        }
        return sum;
    }

    private static Batch batch(EmbeddedSciFact.Embedded document) {
        String text = document.text();
        Chunk chunk = new Chunk(document.key().id(), 0, text, new Span(0, text.length()), List.of(), null, List.of());
        DocumentVersion version = new DocumentVersion(
                document.key(),
                document.key().id(),
                Sequence.ofNumber(1),
                "all-minilm-l6-v2-q",
                document.uri(),
                document.title(),
                "text/plain",
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                text.length(),
                null);
        return new Batch(version, 0, 1, List.of(new EmbeddedChunk(chunk, document.vector(), List.of())));
    }
}
