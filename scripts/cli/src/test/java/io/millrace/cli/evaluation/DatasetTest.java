package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeQuestions() throws IOException {
        Files.writeString(folder.resolve("queries.jsonl"), """
                {"_id": "q1", "text": "How many?", "answers": ["308"]}
                {"_id": "q2", "text": "Where?", "pages": ["a.pdf#7"]}
                """);
    }

    @Test
    void readsTheBeirLayout() throws IOException {
        Files.writeString(
                folder.resolve("corpus.jsonl"), "{\"_id\": \"a#1\", \"title\": \"T\", \"text\": \"Some text.\"}\n");
        Files.createDirectory(folder.resolve("qrels"));
        Files.writeString(folder.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq1\ta#1\t2\n");
        Dataset dataset = new Dataset(folder);
        assertThat(dataset.documents()).containsExactly(new CorpusDocument("a#1", "T", "Some text.", null));
        assertThat(dataset.questions())
                .containsExactly(
                        new EvalQuestion("q1", "How many?", List.of("308"), List.of()),
                        new EvalQuestion("q2", "Where?", List.of(), List.of("a.pdf#7")));
        assertThat(dataset.judgements()).isEqualTo(Map.of("q1", Map.of("a#1", 2)));
    }

    @Test
    void filesUnderDocsStandInForACorpus() throws IOException {
        Path file = Files.createDirectories(folder.resolve("docs/sub")).resolve("a.txt");
        Files.writeString(file, "text");
        assertThat(new Dataset(folder).documents()).containsExactly(new CorpusDocument("sub/a.txt", "", "", file));
    }

    @Test
    void namesTheLineThatIsNotWhatWasExpected() throws IOException {
        Files.writeString(folder.resolve("corpus.jsonl"), "{\"_id\": \"a\", \"text\": \"x\"}\n{\"text\": \"x\"}\n");
        assertThatThrownBy(() -> new Dataset(folder).documents())
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("corpus.jsonl, line 2")
                .hasMessageContaining("_id");
    }

    @Test
    void rejectsAFolderThatIsNoDataset() {
        assertThatThrownBy(() -> new Dataset(folder.resolve("none")))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("queries.jsonl");
    }

    @Test
    void uriOfACorpusDocumentHasOneSpelling() {
        assertThat(EvalUri.of("Super_Bowl_50#0")).isEqualTo("eval:Super_Bowl_50%230");
        assertThat(EvalUri.of("é/ b")).isEqualTo("eval:%C3%A9%2F%20b");
    }
}
