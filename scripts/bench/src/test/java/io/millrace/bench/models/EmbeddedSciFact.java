package io.millrace.bench.models;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.Embedding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * SciFact with MiniLM's vectors, a passage a document; embedded once for all tests of the JVM, which takes minutes.
 *
 * @param questions those that are judged
 */
record EmbeddedSciFact(List<Embedded> passages, List<Asked> questions) {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.repository", "../..")).resolveSibling("shared/eval/scifact");

    /** Characters of which the model reads all: more would be tokens beyond its window. */
    private static final int READ = 1000;

    private static @Nullable EmbeddedSciFact shared;

    EmbeddedSciFact {
        passages = List.copyOf(passages);
        questions = List.copyOf(questions);
    }

    /** @param vector of its title and the beginning of its text */
    record Embedded(DocumentKey key, String uri, String title, String text, Embedding vector) {}

    /** @param grades by the ids of documents */
    record Asked(String text, Embedding vector, Map<String, Integer> grades) {

        Asked {
            grades = Map.copyOf(grades);
        }
    }

    /** Skips the test unless it is asked for at full size and the dataset is there. */
    static synchronized EmbeddedSciFact required() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("millrace.full"), "only with -Dmillrace.full=true");
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "there is no ../shared/eval/scifact");
        if (shared == null) {
            shared = embed(new Dataset(FOLDER));
        }
        return shared;
    }

    private static EmbeddedSciFact embed(Dataset dataset) throws Exception {
        Catalog catalog = Catalog.load();
        ModelStore models = new ModelStore(ModelStore.defaultRoot(), catalog);
        var entry = catalog.entry("all-minilm-l6-v2-q");
        Map<String, String> ids = new HashMap<>();
        List<Embedded> passages = new ArrayList<>();
        List<Asked> questions = new ArrayList<>();
        try (DirectEmbedder embedder =
                new DirectEmbedder(entry, models.ensure(entry.id(), ConsoleProgress.onStandardError()))) {
            for (CorpusDocument document : dataset.documents()) {
                String uri = "file:/scifact/" + document.id();
                DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri);
                ids.put(document.id(), key.id());
                String read = document.title() + "\n" + document.text();
                Embedding vector = embedder.embed(read.substring(0, Math.min(READ, read.length())));
                passages.add(new Embedded(key, uri, document.title(), document.text(), vector));
            }
            Map<String, Map<String, Integer>> judgements = dataset.judgements();
            for (EvalQuestion question : dataset.questions()) {
                Map<String, Integer> judged = judgements.get(question.id());
                if (judged != null) {
                    Map<String, Integer> grades = new HashMap<>();
                    judged.forEach((document, grade) -> grades.put(ids.getOrDefault(document, document), grade));
                    questions.add(new Asked(question.text(), embedder.embed(question.text()), grades));
                }
            }
        }
        return new EmbeddedSciFact(passages, questions);
    }
}
