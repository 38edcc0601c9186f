package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.Block;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExcerptDatasetTest {

    @TempDir
    Path folder;

    @Test
    void readsQuestionsAboutTheTextsThatAreThere() throws IOException {
        Files.writeString(folder.resolve("mill.md"), "Water turns.");
        Files.writeString(folder.resolve("questions_df.csv"), """
                question,references,corpus_id
                "What, then?","[{""content"": ""turns"", ""start_index"": 6, ""end_index"": 11}]",mill
                Who?,"[{""content"": ""x"", ""start_index"": 0, ""end_index"": 1}]",elsewhere
                """);

        ExcerptDataset dataset = ExcerptDataset.read(folder);

        assertThat(dataset.questions())
                .containsExactly(new ExcerptQuestion("What, then?", "mill", List.of(new Span(6, 11))));
        assertThat(dataset.corpora()).extracting(ExcerptCorpus::name).containsExactly("mill");
    }

    @Test
    void saysWhatAFolderNeeds() {
        assertThatThrownBy(() -> ExcerptDataset.read(folder)).hasMessageContaining("questions_df.csv");
    }

    @Test
    void readsHeadingsWithoutMovingAnything() {
        String text = "😀 one\n == Two == \nthree\n";
        ExcerptCorpus corpus = new ExcerptCorpus("mill", text);

        Block heading = corpus.structured().blocks().get(1);
        assertThat(heading).isInstanceOf(Block.Heading.class);
        assertThat(heading.span().of(text)).isEqualTo("Two");
        assertThat(corpus.structured().text()).hasSameSizeAs(text).doesNotContain("=");
        assertThat(corpus.codePoints(heading.span())).isEqualTo(new Span(10, 13));
        assertThat(corpus.plain().text()).isEqualTo(text);
        assertThat(corpus.plain().blocks()).hasSize(3).allMatch(Block.Paragraph.class::isInstance);
    }
}
