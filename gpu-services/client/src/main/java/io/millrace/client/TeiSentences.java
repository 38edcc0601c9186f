package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.client.TeiTokens.Token;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sentence vectors from TEI: each is the mean of the vectors of the tokens within the sentence, which {@code /embed_all} gives and {@code /tokenize} places. The tokens' vectors are
 * added up as they stream in; a passage of 256 tokens is a megabyte of them.
 */
final class TeiSentences {

    private static final String PATH = "/embed_all";

    /** So that one answer stays near ten megabytes. */
    private static final int MAX_TEXTS = 8;

    private final ModelCalls calls;
    private final Dimension dimension;

    /** Whether the server has turned out to lack the route. */
    private volatile boolean absent;

    /** Of one passage. */
    record Vectors(List<QuantizedEmbedding> sentences, int tokens) {}

    TeiSentences(ModelCalls calls, Dimension dimension) {
        this.calls = calls;
        this.dimension = dimension;
    }

    /** One for each passage, in order; nothing where the server has no vectors of tokens, as some that speak TEI's API. */
    Optional<List<Vectors>> of(List<PassageText> passages) {
        if (absent) {
            return Optional.empty();
        }
        try {
            return Optional.of(ask(passages));
        } catch (ProblemException e) {
            if (!e.problem().code().equals(ModelProblems.NOT_SERVED)) {
                throw e;
            }
            absent = true;
            return Optional.empty();
        }
    }

    private List<Vectors> ask(List<PassageText> passages) {
        List<Vectors> all = new ArrayList<>(passages.size());
        for (List<PassageText> batch : Batches.of(passages, MAX_TEXTS)) {
            List<List<Token>> tokens =
                    calls.post(TeiTokens.PATH, json -> write(json, batch, "add_special_tokens", true), TeiTokens::read);
            requireAll(TeiTokens.PATH, tokens.size(), batch.size());
            List<Vectors> vectors =
                    calls.post(PATH, json -> write(json, batch, "truncate", false), json -> read(json, batch, tokens));
            requireAll(PATH, vectors.size(), batch.size());
            all.addAll(vectors);
        }
        all.forEach(vectors -> vectors.sentences().forEach(sentence -> dimension.check(sentence.dimension())));
        return all;
    }

    private void requireAll(String path, int answered, int asked) {
        if (answered != asked) {
            throw calls.invalidAnswer(path, answered + " answers for " + asked + " texts");
        }
    }

    private static void write(JsonGenerator json, List<PassageText> batch, String flag, boolean value)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("inputs");
        for (PassageText passage : batch) {
            json.writeString(passage.text());
        }
        json.writeEndArray();
        json.writeBooleanField(flag, value);
        json.writeEndObject();
    }

    private static List<Vectors> read(JsonParser json, List<PassageText> batch, List<List<Token>> tokens)
            throws IOException {
        List<Vectors> all = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_ARRAY) {
            if (all.size() == batch.size()) {
                throw new JsonParseException(json, "more texts than were sent");
            }
            all.add(readText(json, batch.get(all.size()), tokens.get(all.size())));
        }
        return all;
    }

    private static Vectors readText(JsonParser json, PassageText passage, List<Token> tokens) throws IOException {
        int[] bytes = utf8Offsets(passage.text());
        List<Span> spans = passage.sentences();
        float[][] sums = new float[spans.size()][0];
        int token = 0;
        while (json.nextToken() == JsonToken.START_ARRAY) {
            float[] vector = EmbeddingAnswer.readNumbers(json, json.currentToken());
            if (token == tokens.size()) {
                throw new JsonParseException(json, "more vectors than the text has tokens");
            }
            Token at = tokens.get(token++);
            for (int i = 0; i < sums.length; i++) {
                if (sums[i].length == 0) {
                    sums[i] = new float[vector.length];
                }
                Span span = spans.get(i);
                if (!at.special() && at.start() >= bytes[span.start()] && at.stop() <= bytes[span.end()]) {
                    add(json, vector, sums[i]);
                }
            }
        }
        if (token != tokens.size()) {
            throw new JsonParseException(json, token + " vectors for " + tokens.size() + " tokens");
        }
        List<QuantizedEmbedding> sentences = new ArrayList<>(sums.length);
        for (float[] sum : sums) {
            // A mean has the direction of its sum, and that is all that is kept.
            sentences.add(QuantizedEmbedding.of(sum));
        }
        return new Vectors(sentences, TeiTokens.count(tokens));
    }

    private static void add(JsonParser json, float[] vector, float[] sum) throws IOException {
        if (vector.length != sum.length) {
            throw new JsonParseException(json, "vectors of different dimensions");
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += vector[i];
        }
    }

    /** For each place in UTF-16 the one in UTF-8. */
    private static int[] utf8Offsets(String text) {
        int[] offsets = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a pair has two of its four bytes.
            int length = c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            offsets[i + 1] = offsets[i] + length;
        }
        return offsets;
    }
}
