package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Error codes, part numbers, versions, ids, addresses and quoted phrases are found among others that differ in a digit or in the
 * order of words. Vectors count letter triples, so that those near misses look alike, as they do to an embedding model.
 */
final class ExactNamesTest {

    private static final int DIMENSION = 384;

    @TempDir
    private Path folder;

    @Test
    void theFirstPassageIsTheOneThatHoldsTheName() throws IOException {
        List<String> missed = new ArrayList<>();
        List<String[]> cases = lines("questions.tsv");
        try (LuceneStore store = LuceneStore.open(folder, LuceneSettings.defaults())) {
            Staging.together(
                    store,
                    lines("passages.tsv").stream().map(ExactNamesTest::batch).toList());
            Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
            for (String[] line : cases) {
                Question question = new Question(line[1], Visibility.anonymous("default"));
                String uri = retriever
                        .retrieve(question, vector(line[1]), 1)
                        .passages()
                        .getFirst()
                        .passage()
                        .uri();
                if (!uri.endsWith("/" + line[0])) {
                    missed.add(line[1] + " -> " + uri);
                }
            }
        }
        assertThat(cases).hasSizeGreaterThan(30);
        assertThat(missed).as("recall@1 is 1").isEmpty();
    }

    private static Batch batch(String[] line) {
        SampleDocument document = SampleDocument.of(line[0], line[1]);
        EmbeddedChunk chunk = document.chunks().getFirst();
        return new Batch(
                document.version(), 0, 1, List.of(new EmbeddedChunk(chunk.chunk(), vector(line[1]), List.of())));
    }

    private static List<String[]> lines(String name) throws IOException {
        try (var file = ExactNamesTest.class.getResourceAsStream("/ExactNamesTest/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t"))
                    .toList();
        }
    }

    private static Embedding vector(String text) {
        float[] counts = new float[DIMENSION];
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i + 3 <= lower.length(); i++) {
            counts[Math.floorMod(lower.substring(i, i + 3).hashCode(), DIMENSION)]++;
        }
        return Embedding.of(counts);
    }
}
