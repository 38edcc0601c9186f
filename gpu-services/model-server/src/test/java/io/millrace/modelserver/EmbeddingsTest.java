package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.millrace.catalog.Catalog;
import io.millrace.client.HttpTokenCounter;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.client.TeiEmbedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way: our client, HTTP, the real model. */
class EmbeddingsTest {

    private static final List<String> TEXTS = List.of(
            "Water in a mill race turns the wheel only while it flows.",
            "The broker keeps every event until a function has answered it.",
            "Ein Müller mahlt Korn; das Wehr staut den Fluss.",
            "How long may a request wait?",
            "x");

    private static RunningServer server;
    private static OpenAiEmbedder embedder;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.withoutGenerator();
        embedder = new OpenAiEmbedder(server.endpoint(RunningServer.EMBEDDER));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void agreesWithTheUnquantisedModel() throws Exception {
        try (EmbeddingModel reference = new EmbeddingModel(
                        Catalog.load().entry("all-minilm-l6-v2-onnx"), RunningServer.folder("all-minilm-l6-v2-onnx"));
                EmbeddingModel.Lane lane = reference.lane()) {
            for (String text : TEXTS) {
                Embedding expected =
                        lane.embed(new PassageText(text, List.of()), "").vector();

                assertThat(embedder.embedQuestion(text).cosine(expected))
                        .as(text)
                        .isGreaterThanOrEqualTo(.98);
            }
        }
    }

    @Test
    void givesATextTheSameVectorWhateverGoesWithIt() {
        List<PassageEmbedding> together = embedder.embedPassages(passages(TEXTS));
        List<String> reversed = new ArrayList<>(TEXTS);
        Collections.reverse(reversed);
        List<PassageEmbedding> other = embedder.embedPassages(passages(reversed));

        for (int i = 0; i < TEXTS.size(); i++) {
            Embedding alone = embedder.embedQuestion(TEXTS.get(i));
            assertThat(together.get(i).vector()).isEqualTo(alone);
            assertThat(other.get(TEXTS.size() - 1 - i).vector()).isEqualTo(alone);
        }
    }

    @Test
    void keepsTheOrderOfMoreTextsThanOneRequestTakes() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add("sluice gate number " + i);
        }
        List<PassageEmbedding> results = embedder.embedPassages(passages(many));

        assertThat(results).hasSize(70);
        assertThat(results.get(69).vector()).isEqualTo(embedder.embedQuestion(many.get(69)));
    }

    @Test
    void readsTheWholeWindowAndCountsWhatItCuts() {
        PassageEmbedding whole =
                embedder.embedPassages(passages(List.of("word ".repeat(254)))).getFirst();
        PassageEmbedding cut =
                embedder.embedPassages(passages(List.of("word ".repeat(300)))).getFirst();

        assertThat(whole.tokens()).isEqualTo(254);
        assertThat(whole.tokensCut()).isZero();
        assertThat(cut.tokens()).isEqualTo(254);
        assertThat(cut.tokensCut()).isEqualTo(46);
        assertThat(cut.vector()).isEqualTo(whole.vector());
    }

    @Test
    void countsTokensOfATextLongerThanOnePiece() {
        String text = "mill race water ".repeat(3000);

        assertThat(new HttpTokenCounter(server.endpoint(RunningServer.EMBEDDER)).count(List.of(text, "one two", "")))
                .containsExactly(9000, 2, 0);
        PassageEmbedding embedded =
                embedder.embedPassages(passages(List.of(text))).getFirst();
        assertThat(embedded.tokens() + embedded.tokensCut()).isEqualTo(9000);
    }

    @Test
    void aSentencesVectorIsTheMeanOfItsTokenVectors() throws Exception {
        String text = "Étienne 😀 opens the gate. 水 flows 👩‍🌾 in. The wheel turns.";
        int second = text.indexOf("水");
        int third = text.indexOf("The wheel");
        List<Span> sentences =
                List.of(new Span(0, second - 1), new Span(second, third - 1), new Span(third, text.length()));
        PassageEmbedding embedded = embedder.embedPassages(List.of(new PassageText(text, sentences)))
                .getFirst();

        assertThat(embedded.sentences()).hasSize(3);
        List<WordPieces.Token> tokens = server.models().embedder().wordPieces().tokens(text, true);
        float[][] tokenVectors = tokenVectors(tokens);
        for (int sentence = 0; sentence < 3; sentence++) {
            float[] sum = new float[384];
            for (int i = 1; i < tokens.size() - 1; i++) {
                int start = tokens.get(i).start();
                if ((start >= third ? 2 : start >= second ? 1 : 0) == sentence) {
                    add(tokenVectors[i], sum);
                }
            }
            assertThat(Embedding.of(sum).cosine(embedded.sentences().get(sentence)))
                    .isCloseTo(1, within(1e-3));
        }
    }

    /** By a session of the test's own, with ONNX Runtime's defaults. */
    private static float[][] tokenVectors(List<WordPieces.Token> tokens) throws Exception {
        long[][] ids = {tokens.stream().mapToLong(WordPieces.Token::id).toArray()};
        long[][] ones = {tokens.stream().mapToLong(token -> 1).toArray()};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(RunningServer.folder(RunningServer.EMBEDDER)
                        .resolve("model.onnx")
                        .toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, ids);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][tokens.size()]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            return ((float[][][]) result.get(0).getValue())[0];
        }
    }

    private static void add(float[] vector, float[] sum) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += vector[d];
        }
    }

    @Test
    void aSentenceBeyondTheWindowHasNoDirection() {
        String text = "word ".repeat(300) + "The end.";
        PassageEmbedding embedded = embedder.embedPassages(List.of(
                        new PassageText(text, List.of(new Span(0, 20), new Span(1500, text.length())))))
                .getFirst();

        assertThat(embedded.vector().cosine(embedded.sentences().get(0))).isGreaterThan(.5);
        assertThat(embedded.vector().cosine(embedded.sentences().get(1))).isZero();
    }

    @Test
    void offsetsAreUtf16() {
        String text = "a😀b 日本 é \u0000 z\uD83D";
        WordPieces wordPieces = server.models().embedder().wordPieces();

        for (WordPieces.Token token : wordPieces.tokens(text, false)) {
            String covered = text.substring(token.start(), token.end());
            if (!token.text().equals("[UNK]")) {
                assertThat(covered.replace("é", "e")).isEqualTo(token.text().replace("##", ""));
            }
        }
        assertThat(wordPieces.tokens(text, false))
                .extracting(WordPieces.Token::text)
                .contains("日", "本", "e");
    }

    @Test
    void theTeiRouteGivesTheSameVectors() {
        TeiEmbedder tei = new TeiEmbedder(server.endpoint(RunningServer.EMBEDDER));

        Embedding question = tei.embedQuestion(TEXTS.getFirst());

        assertThat(question.cosine(embedder.embedQuestion(TEXTS.getFirst()))).isCloseTo(1, within(1e-6));
        assertThat(tei.ready()).isTrue();
    }

    private static List<PassageText> passages(List<String> texts) {
        return texts.stream().map(text -> new PassageText(text, List.of())).toList();
    }

    @Test
    void countsTextsByTheirWordsAsTheTokenizerCountsThemWhole() {
        HttpTokenCounter counter = new HttpTokenCounter(server.endpoint(RunningServer.EMBEDDER));
        List<String> texts = List.of(
                "Water turns the wheel.",
                "",
                "naïve café – ﬁrst 😀😀 emoji",
                "水車は水で回る。",
                "two\nlines\r\nand a tab\t.",
                " ",
                "word ".repeat(5000),
                "x".repeat(300),
                "[CLS] the word[SEP]s of the tokenizer\u00a0and spaces\u2003of others",
                "the end");

        WordPieces wordPieces = server.models().embedder().wordPieces();
        List<Integer> whole = texts.stream().map(wordPieces::count).toList();

        assertThat(counter.count(texts)).isEqualTo(whole);
        assertThat(counter.count(texts)).as("now that the words are known").isEqualTo(whole);
        assertThat(whole.getFirst()).isEqualTo(5);
    }
}
