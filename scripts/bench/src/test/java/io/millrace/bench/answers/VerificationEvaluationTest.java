package io.millrace.bench.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.parse.tika.ParserSettings;
import io.millrace.parse.tika.TikaDocumentParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Articles of two paragraphs, of which the first one answers a question. */
class VerificationEvaluationTest {

    private final List<CorpusDocument> documents = new ArrayList<>();
    private final List<EvalQuestion> questions = new ArrayList<>();
    private final Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();

    private void article(String place, String engineer, int year) {
        document(
                place + "#0",
                "The mill of " + place + " was designed by " + engineer + " in " + year + ". It may grind rye.");
        document(
                place + "#1",
                "Since then " + engineer + " lived at " + place + " with five geese. They were never sold.");
    }

    private void document(String name, String text) {
        documents.add(new CorpusDocument(name, "", text, null));
    }

    private void ask(String place, String answer) {
        questions.add(new EvalQuestion(place, "Who designed the mill of " + place + "?", List.of(answer), List.of()));
        judgements.put(place, Map.of(place + "#0", 1));
    }

    private JsonNode run() throws IOException {
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            EmbeddedCorpus corpus = new EmbeddedCorpus(
                    documents,
                    new HashedWords(),
                    texts -> texts.stream()
                            .map(text -> text.split("\\s+").length)
                            .toList(),
                    parser,
                    (done, total) -> {});
            return new ObjectMapper()
                    .valueToTree(
                            new VerificationEvaluation(corpus, documents, questions, judgements, (done, total) -> {})
                                    .run());
        }
    }

    @Test
    void sentencesAreToldFromMistakes() throws IOException {
        for (List<String> one : List.of(
                List.of("Ashford", "Ada Finch"),
                List.of("Bodmin", "Ben Lark"),
                List.of("Carlisle", "Cora Wren"),
                List.of("Dunster", "Dan Swift"))) {
            article(one.get(0), one.get(1), 1800 + documents.size());
            ask(one.get(0), one.get(1));
        }
        JsonNode kinds = run().path("metrics").path("kinds");
        assertThat(kinds.at("/gold/share").asDouble()).as(kinds.toString()).isEqualTo(1);
        assertThat(kinds.at("/date/share").asDouble()).as(kinds.toString()).isEqualTo(1);
        assertThat(kinds.at("/turned/share").asDouble()).as(kinds.toString()).isEqualTo(1);
        assertThat(kinds.at("/turned/claims").asInt()).isEqualTo(4);
    }

    @Test
    void aCorpusOfOneArticleIsRefused() {
        article("Ashford", "Ada Finch", 1800);
        ask("Ashford", "Ada Finch");
        assertThatThrownBy(this::run).isInstanceOf(CliFailure.class).hasMessageContaining("one article");
        documents.add(new CorpusDocument("Bodmin#0", "", "", null));
        judgements.put("other", Map.of("Bodmin#0", 1));
        assertThatThrownBy(this::run).isInstanceOf(CliFailure.class).hasMessageContaining("one article");
    }

    @Test
    void answersOfOneArticleAreRefused() {
        article("Ashford", "Ada Finch", 1800);
        article("Bodmin", "Ben Lark", 1802);
        ask("Ashford", "Ada Finch");
        assertThatThrownBy(this::run).isInstanceOf(CliFailure.class).hasMessageContaining("fewer than 2 articles");
        judgements.put("other", Map.of("Bodmin#0", 1));
        assertThatThrownBy(this::run).isInstanceOf(CliFailure.class).hasMessageContaining("fewer than 2 articles");
    }
}
