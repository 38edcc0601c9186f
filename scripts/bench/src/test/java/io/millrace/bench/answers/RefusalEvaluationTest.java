package io.millrace.bench.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

/** Twelve articles of two paragraphs, each with a question: one article in each half of a group. */
class RefusalEvaluationTest {

    private static final List<String> WORKS = List.of(
            "mill", "lock", "bridge", "kiln", "forge", "harbour", "tower", "tunnel", "quarry", "brewery", "weir",
            "granary");
    private static final List<String> PLACES = List.of(
            "Ambleside",
            "Bodmin",
            "Carlisle",
            "Dunster",
            "Exmouth",
            "Filey",
            "Grimsby",
            "Hexham",
            "Ilkley",
            "Jarrow",
            "Kendal",
            "Ludlow");

    private final List<EvalQuestion> questions = new ArrayList<>();
    private final Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();

    private EmbeddedCorpus corpus() throws IOException {
        List<CorpusDocument> documents = new ArrayList<>();
        for (int i = 0; i < WORKS.size(); i++) {
            String work = WORKS.get(i) + " of " + PLACES.get(i);
            add(
                    documents,
                    i + "#0",
                    "The " + work + " was built by an engineer. It took years.",
                    "Who built the " + work + "?");
            add(
                    documents,
                    i + "#1",
                    "The " + work + " was painted red. Rain took it off.",
                    "When was the " + work + " painted?");
        }
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            return new EmbeddedCorpus(
                    documents,
                    new HashedWords(),
                    texts -> texts.stream()
                            .map(text -> text.split("\\s+").length)
                            .toList(),
                    parser,
                    (done, total) -> {});
        }
    }

    private void add(List<CorpusDocument> documents, String name, String text, String question) {
        documents.add(new CorpusDocument(name, "", text, null));
        questions.add(new EvalQuestion("q" + name, question, List.of(), List.of()));
        judgements.put("q" + name, new LinkedHashMap<>(Map.of(name, 1)));
    }

    private JsonNode run(EmbeddedCorpus corpus) {
        return new ObjectMapper()
                .valueToTree(new RefusalEvaluation(corpus, questions, judgements, (done, total) -> {}).run());
    }

    private JsonNode metrics(EmbeddedCorpus corpus) {
        return run(corpus).path("metrics").path("atFalseRefusals5");
    }

    private Map<String, Integer> judged(String question) {
        return judgements.computeIfAbsent(question, key -> new LinkedHashMap<>());
    }

    @Test
    void asksEachQuestionOnceWithAndOnceWithoutItsArticle() throws IOException {
        JsonNode metrics = metrics(corpus());
        assertThat(metrics.path("unanswerable").asInt()).isEqualTo(24);
        assertThat(metrics.path("answerable").asInt()).isEqualTo(24);
    }

    @Test
    void refusesWhatNoArticleThatIsLeftSpeaksOf() throws IOException {
        JsonNode metrics = metrics(corpus());
        assertThat(metrics.path("refused").asDouble()).isGreaterThan(.9);
        assertThat(metrics.path("falselyRefused").asDouble()).isLessThan(.1);
    }

    @Test
    void whatADocumentThatIsLeftAnswersIsNotUnanswerable() throws IOException {
        EmbeddedCorpus corpus = corpus();
        Articles articles = new Articles(judgements.values(), 6);
        int next = (articles.group("0#0") + 1) % 6;
        String other = judgements.keySet().stream()
                .map(question -> question.substring(1))
                .filter(name -> articles.group(name) == next)
                .findFirst()
                .orElseThrow();
        judged("q0#0").put(other, 1);
        JsonNode metrics = metrics(corpus);
        assertThat(metrics.path("unanswerable").asInt()).isEqualTo(23);
        assertThat(metrics.path("answerable").asInt()).isEqualTo(25);
    }

    @Test
    void aGradeOfNothingIsNoAnswer() throws IOException {
        EmbeddedCorpus corpus = corpus();
        judged("q0#0").replaceAll((name, grade) -> 0);
        assertThat(metrics(corpus).path("unanswerable").asInt()).isEqualTo(23);
    }

    @Test
    void givesTheLinesOfACalibrationFile() throws IOException {
        JsonNode fitted = run(corpus()).path("fitted");
        assertThat(fitted.fieldNames())
                .toIterable()
                .hasSize(11)
                .allSatisfy(name -> assertThat(name).startsWith("refusal."));
        assertThat(fitted.path("refusal.threshold").asDouble(-1)).isBetween(0.0, 1.0);
    }

    @Test
    void tellsHowTheModelThatShipsDoes() throws IOException {
        JsonNode result = run(corpus());
        JsonNode metrics = result.path("metrics");
        assertThat(metrics.path("refusedAt2")).isEqualTo(metrics.at("/atFalseRefusals2/refused"));
        assertThat(metrics.path("refusedAt5")).isEqualTo(metrics.at("/atFalseRefusals5/refused"));
        List<JsonNode> items = new ArrayList<>();
        result.path("items").forEach(items::add);
        assertThat(items).hasSize(48);
        assertThat(items).extracting(item -> item.path("id").asText()).contains("q0#0", "q11#1");
        long refused = items.stream()
                .filter(item -> !item.path("answerable").asBoolean()
                        && item.path("refused").asBoolean())
                .count();
        long falselyRefused = items.stream()
                .filter(item -> item.path("answerable").asBoolean()
                        && item.path("refused").asBoolean())
                .count();
        assertThat(metrics.path("refused").asDouble()).isCloseTo(refused / 24.0, within(1e-4));
        assertThat(metrics.path("falseRefusals").asDouble()).isCloseTo(falselyRefused / 24.0, within(1e-4));
    }

    @Test
    void asksForMoreArticlesThanTwo() throws IOException {
        EmbeddedCorpus corpus = corpus();
        judgements.keySet().removeIf(question -> !question.matches("q[01]#.*"));
        RefusalEvaluation evaluation = new RefusalEvaluation(corpus, questions, judgements, (done, total) -> {});
        assertThatThrownBy(evaluation::run)
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("fewer than 3 articles");
    }

    @Test
    void threeArticlesAreEnough() throws IOException {
        EmbeddedCorpus corpus = corpus();
        judgements.keySet().removeIf(question -> !question.matches("q[012]#.*"));
        assertThat(metrics(corpus).path("answerable").asInt()).isEqualTo(6);
    }

    @Test
    void saysThatJudgementsAreMissing() throws IOException {
        EmbeddedCorpus corpus = corpus();
        judgements.clear();
        RefusalEvaluation evaluation = new RefusalEvaluation(corpus, questions, judgements, (done, total) -> {});
        assertThatThrownBy(evaluation::run).isInstanceOf(CliFailure.class).hasMessageContaining("judged documents");
    }
}
