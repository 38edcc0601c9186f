package io.millrace.core.rerank;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Scores texts that are in no index by the reranker that retrieval uses. A text longer than the embedding model reads is scored in pieces, and counts
 * by its best. Safe for use by many threads.
 */
public final class TextRanker {

    /** Whole sentences up to here; about 130 tokens, which every model of the catalog reads. */
    private static final int PIECE_CHARACTERS = 600;

    private final Embedder embedder;
    private final Reranker reranker;

    public TextRanker(Embedder embedder, Reranker reranker) {
        this.embedder = embedder;
        this.reranker = reranker;
    }

    /**
     * @param scores one for each text, same order; higher is better
     * @param tokens that the embedding model read
     */
    public record Ranking(List<Double> scores, int tokens) {

        public Ranking {
            scores = List.copyOf(scores);
        }
    }

    /** A part of text {@code owner}. */
    private record Piece(int owner, Chunk chunk) {}

    /**
     * Scores each text for the question. A word of the question counts the more the fewer of the texts hold it; no other texts are asked.
     *
     * @param texts none of them blank
     */
    public Ranking rank(String question, List<String> texts) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            cut(i, texts.get(i), pieces);
        }
        Embedding vector = embedder.embedQuestion(question);
        List<PassageEmbedding> embeddings = embedder.embedPassages(
                pieces.stream().map(piece -> PassageText.of("", piece.chunk())).toList());
        SentenceScorer scorer = new SentenceScorer(vector, QuestionTerms.of(question, worth(question, texts)), 1);
        List<RerankRequest.Entry> entries = new ArrayList<>(pieces.size());
        int tokens = 0;
        for (int i = 0; i < pieces.size(); i++) {
            PassageEmbedding embedding = embeddings.get(i);
            Piece piece = pieces.get(i);
            Passage passage =
                    new Passage(Integer.toString(piece.owner()), "", "", "", piece.chunk(), embedding.sentences());
            entries.add(new RerankRequest.Entry(passage, scorer.score(passage, vector.cosine(embedding.vector()))));
            tokens += embedding.tokens();
        }
        List<Reranker.Scored> scored = reranker.rerank(new RerankRequest(question, entries));
        Double[] best = new Double[texts.size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < scored.size(); i++) {
            int owner = pieces.get(i).owner();
            best[owner] = Math.max(best[owner], scored.get(i).score());
        }
        return new Ranking(List.of(best), tokens);
    }

    /**
     * One more than its inverse document frequency (as Lucene's BM25 has it) among the texts: what all of them hold, as texts that were found for the question do, would else be worth next to
     * nothing. Measured against equal worth in the README of answering.
     */
    private static ToDoubleFunction<String> worth(String question, List<String> texts) {
        Set<String> asked = Set.copyOf(Terms.stems(question));
        Map<String, Integer> holding = new HashMap<>();
        for (String text : texts) {
            Set<String> held = new HashSet<>(Terms.stems(text));
            held.retainAll(asked);
            held.forEach(stem -> holding.merge(stem, 1, Integer::sum));
        }
        return stem -> {
            int some = holding.getOrDefault(stem, 0);
            return 1 + Math.log(1 + (texts.size() - some + .5) / (some + .5));
        };
    }

    private static void cut(int owner, String text, List<Piece> pieces) {
        List<Span> sentences = new ArrayList<>();
        for (Span sentence : Sentences.split(text)) {
            for (int start = sentence.start(); start < sentence.end(); start += PIECE_CHARACTERS) {
                Span part = new Span(start, Math.min(sentence.end(), start + PIECE_CHARACTERS));
                if (!sentences.isEmpty() && part.end() - sentences.getFirst().start() > PIECE_CHARACTERS) {
                    pieces.add(piece(owner, pieces.size(), text, sentences));
                    sentences.clear();
                }
                if (!part.of(text).isBlank()) {
                    sentences.add(part);
                }
            }
        }
        if (!sentences.isEmpty()) {
            pieces.add(piece(owner, pieces.size(), text, sentences));
        }
    }

    private static Piece piece(int owner, int ordinal, String text, List<Span> sentences) {
        Span span = new Span(sentences.getFirst().start(), sentences.getLast().end());
        List<Span> inside =
                sentences.stream().map(sentence -> sentence.plus(-span.start())).toList();
        return new Piece(
                owner, new Chunk(owner + ":" + ordinal, ordinal, span.of(text), span, List.of(), null, inside));
    }
}
