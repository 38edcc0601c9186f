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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QuoteEvaluationTest {

    private static final List<String> TOWNS = List.of("Ambleside", "Bodmin", "Carlisle", "Dunster", "Exmouth", "Filey");

    /** @param answer of the mill in each town; not in the text where it is no number of it */
    private static QuoteEvaluation evaluation(List<String> towns, String answer) throws IOException {
        List<CorpusDocument> documents = new ArrayList<>();
        List<EvalQuestion> questions = new ArrayList<>();
        Map<String, Map<String, Integer>> judgements = new TreeMap<>();
        for (String town : towns) {
            String text = "The mill of " + town + " was built in 1750. It stands at a river. Rain took its paint off.";
            documents.add(new CorpusDocument(town + "#0", "", text, null));
            questions.add(
                    new EvalQuestion(town, "When was the mill of " + town + " built?", List.of(answer), List.of()));
            judgements.put(town, Map.of(town + "#0", 1));
        }
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            EmbeddedCorpus corpus = new EmbeddedCorpus(
                    documents,
                    new HashedWords(),
                    texts -> texts.stream()
                            .map(text -> text.split("\\s+").length)
                            .toList(),
                    parser,
                    (done, total) -> {});
            return new QuoteEvaluation(corpus, questions, judgements);
        }
    }

    @Test
    void measuresOnArticlesThatWereNotFittedOn() throws IOException {
        JsonNode metrics =
                new ObjectMapper().valueToTree(evaluation(TOWNS, "1750").run()).path("metrics");
        assertThat(metrics.path("questions").asInt()).isEqualTo(6);
        assertThat(metrics.path("goldInAnswer").asDouble()).isGreaterThan(.5);
    }

    @Test
    void oneArticleIsTooFew() throws IOException {
        QuoteEvaluation evaluation = evaluation(List.of("Ambleside"), "1750");
        assertThatThrownBy(evaluation::run)
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("fewer than 2 articles");
    }

    @Test
    void answersThatNoSentenceHoldsAreNothingToFitOn() throws IOException {
        QuoteEvaluation evaluation = evaluation(TOWNS, "by boat");
        assertThatThrownBy(evaluation::run).isInstanceOf(CliFailure.class).hasMessageContaining("nothing to fit on");
    }
}
