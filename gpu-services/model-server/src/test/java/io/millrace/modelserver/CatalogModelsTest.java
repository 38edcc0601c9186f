package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Other embedders than the default: pooling, prefixes and window are as the catalog says. With {@code -Dmillrace.full=true} more texts and models are. */
class CatalogModelsTest {

    private static final String BGE = "bge-small-en-v1.5-q";
    private static final String E5 = "e5-small-v2-q";
    private static final boolean FULL = Boolean.getBoolean("millrace.full");
    private static final int MADE_UP = FULL ? 400 : 4;
    private static final String WORDS =
            "water turns the wheel only while it flows and a broker keeps every event until one function has answered"
                    + " it";

    @Test
    void bgesVectorsAreThoseOfLangChain4j() throws Exception {
        List<String> texts = new ArrayList<>(List.of(
                "Water in a mill race turns the wheel only while it flows.",
                "How long may a request wait?",
                "Étienne opens the gate.",
                "x"));
        Random random = new Random(7);
        String[] words = WORDS.split(" ", -1);
        for (int i = 0; i < MADE_UP; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(40); length > 0; length--) {
                text.append(words[random.nextInt(words.length)]).append(' ');
            }
            texts.add(text.toString().strip());
        }
        BgeSmallEnV15QuantizedEmbeddingModel theirs = new BgeSmallEnV15QuantizedEmbeddingModel();
        try (EmbeddingModel ours = model(BGE);
                EmbeddingModel.Lane lane = ours.lane()) {
            for (String text : texts) {
                Embedding expected = Embedding.of(theirs.embed(text).content().vector());

                assertThat(lane.embed(new PassageText(text, List.of()), "")
                                .vector()
                                .cosine(expected))
                        .as(text)
                        .isGreaterThan(.99);
            }
        }
    }

    @Test
    void aQuestionIsReadWithThePrefixThatTheModelWasTrainedWith() throws Exception {
        try (RunningServer server = RunningServer.with(BGE, null, 64, null)) {
            String plain = "Which gate is open?";
            String prefixed = server.models().embedder().shape().beforeQuestion() + plain;

            float[] asQuestion = vector(server, "{\"input\": \"" + plain + "\"}");
            float[] named = vector(server, "{\"input\": \"" + plain + "\", \"input_type\": \"query\"}");
            float[] asPassage = vector(server, "{\"input\": \"" + plain + "\", \"input_type\": \"passage\"}");
            float[] written = vector(server, "{\"input\": \"" + prefixed + "\", \"input_type\": \"passage\"}");
            JsonNode tei = server.answer("/embed", "{\"inputs\": \"" + plain + "\", \"prompt_name\": \"query\"}");

            assertThat(prefixed).startsWith("Represent this sentence");
            assertThat(asQuestion).isEqualTo(written).isEqualTo(named).isNotEqualTo(asPassage);
            assertThat((float) tei.at("/0/0").asDouble()).isEqualTo(asQuestion[0]);
        }
    }

    @Test
    void ourClientSaysWhatItSendsSoThatAPassageAloneIsNoQuestion() throws Exception {
        try (RunningServer server = RunningServer.with(BGE, null, 64, null)) {
            String text = "Which gate is open?";
            OpenAiEmbedder client = new OpenAiEmbedder(server.endpoint(BGE));

            Embedding passage = client.embedPassages(List.of(new PassageText(text, List.of())))
                    .getFirst()
                    .vector();
            Embedding question = client.embedQuestion(text);

            assertThat(passage)
                    .isEqualTo(
                            Embedding.of(vector(server, "{\"input\": \"" + text + "\", \"input_type\": \"passage\"}")));
            assertThat(question)
                    .isNotEqualTo(passage)
                    .isEqualTo(
                            Embedding.of(vector(server, "{\"input\": \"" + text + "\", \"input_type\": \"query\"}")));
        }
    }

    @Test
    void aPassagesPrefixMovesNoSentenceAndIsNotCounted() throws Exception {
        String text = "The gate opens. Water flows in.";
        List<Span> sentences = List.of(new Span(0, 15), new Span(16, text.length()));
        try (EmbeddingModel model = model(E5);
                EmbeddingModel.Lane lane = model.lane()) {
            String prefix = model.prefix(TextBatch.Kind.PASSAGE);
            TextVectors prefixed = lane.embed(new PassageText(text, sentences), prefix);
            TextVectors written = lane.embed(
                    new PassageText(
                            prefix + text,
                            sentences.stream()
                                    .map(span -> span.plus(prefix.length()))
                                    .toList()),
                    "");
            TextVectors full = lane.embed(new PassageText("word ".repeat(600), List.of()), prefix);

            assertThat(prefix).isEqualTo("passage: ");
            assertThat(prefixed.raw()).isEqualTo(written.raw());
            assertThat(prefixed.sentences()).isEqualTo(written.sentences());
            assertThat(prefixed.tokens()).isEqualTo(written.tokens() - 2).isEqualTo(8);
            assertThat(full.tokens()).isEqualTo(512 - 2 - 2);
            assertThat(full.tokensCut()).isEqualTo(600 - full.tokens());
        }
    }

    @Test
    void aSentencesVectorIsNearItsQuestionWhicheverTokensAreTheTexts() throws Exception {
        String text = "The gate opens at six in the morning. Tickets cost nine euros for adults. Dogs must be kept on a"
                + " lead.";
        List<Span> sentences = List.of(new Span(0, 37), new Span(38, 73), new Span(74, text.length()));
        List<String> questions = List.of("When does the gate open?", "How much is a ticket?", "May I bring my dog?");
        for (String id : FULL ? List.of(BGE, E5, RunningServer.EMBEDDER) : List.of(BGE)) {
            try (EmbeddingModel model = model(id);
                    EmbeddingModel.Lane lane = model.lane()) {
                TextVectors passage =
                        lane.embed(new PassageText(text, sentences), model.prefix(TextBatch.Kind.PASSAGE));
                for (int i = 0; i < questions.size(); i++) {
                    Embedding question = lane.embed(
                                    new PassageText(questions.get(i), List.of()), model.prefix(TextBatch.Kind.QUESTION))
                            .vector();
                    double[] cosines = passage.sentences().stream()
                            .mapToDouble(question::cosine)
                            .toArray();

                    assertThat(cosines[i]).as(id + ": " + questions.get(i)).isEqualTo(max(cosines), within(0.0));
                }
            }
        }
    }

    private static double max(double[] values) {
        return java.util.Arrays.stream(values).max().orElseThrow();
    }

    private static float[] vector(RunningServer server, String body) throws Exception {
        JsonNode numbers = server.answer("/v1/embeddings", body).at("/data/0/embedding");
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.get(i).asDouble();
        }
        return vector;
    }

    private static EmbeddingModel model(String id) throws Exception {
        LoadedModels.Files files = RunningServer.files(id);
        return new EmbeddingModel(files.entry(), files.folder());
    }
}
