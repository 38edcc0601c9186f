package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Pieces of about {@value #PIECE} tokens, joined so that what is alike is together: the division whose chunks hold the most similarity between their pieces,
 * each pair's less the mean over all pairs of the document. This is the cluster chunker of "Evaluating Chunking Strategies for Retrieval" (Chroma, 2024). Each
 * piece costs one embedding more.
 */
record SemanticCut(PieceEmbedder embedder, int tokens, int maxChunks) implements WordCut {

    private static final int PIECE = 50;
    private static final int MAX_PIECES = 64;
    private static final int AT_ONCE = 256;

    @Override
    public String configuration() {
        return "semantic/1;tokens=" + tokens;
    }

    @Override
    public List<Run> cut(ParsedDocument document, WordRow words, int maxTokens) {
        int limit = Math.min(tokens, maxTokens);
        // Full chunks alone would be too many: known before anything is embedded.
        if (words.tokens(0, words.size()) > (long) maxChunks * limit) {
            throw ChunkList.tooMany(maxChunks);
        }
        List<Run> pieces = new RecursiveCut(PIECE).cut(document, words, maxTokens);
        List<float[]> vectors = new ArrayList<>(pieces.size());
        for (int from = 0; from < pieces.size(); from += AT_ONCE) {
            vectors.addAll(embedder.embed(pieces.subList(from, Math.min(pieces.size(), from + AT_ONCE)).stream()
                    .map(piece -> words.text(piece.from(), piece.to()))
                    .toList()));
        }
        return joined(pieces, vectors, words, limit);
    }

    private static List<Run> joined(List<Run> pieces, List<float[]> vectors, WordRow words, int limit) {
        double mean = meanSimilarity(vectors);
        int n = pieces.size();
        double[] best = new double[n + 1];
        int[] from = new int[n + 1];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        best[0] = 0;
        for (int end = 1; end <= n; end++) {
            double held = 0;
            for (int start = end - 1; start >= 0 && end - start <= MAX_PIECES; start--) {
                int tokens = words.tokens(
                        pieces.get(start).from(), pieces.get(end - 1).to());
                if (tokens > limit && start < end - 1) {
                    break;
                }
                for (int other = start + 1; other < end; other++) {
                    held += dot(vectors.get(start), vectors.get(other)) - mean;
                }
                if (best[start] + held > best[end]) {
                    best[end] = best[start] + held;
                    from[end] = start;
                }
            }
        }
        List<Run> runs = new ArrayList<>();
        for (int end = n; end > 0; end = from[end]) {
            runs.add(new Run(pieces.get(from[end]).from(), pieces.get(end - 1).to()));
        }
        Collections.reverse(runs);
        return runs;
    }

    /** Over all pairs of two: the square of the vectors' sum holds each pair twice, and each vector's own 1. */
    private static double meanSimilarity(List<float[]> vectors) {
        int n = vectors.size();
        if (n < 2) {
            return 0;
        }
        float[] sum = new float[vectors.getFirst().length];
        for (float[] vector : vectors) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        return (dot(sum, sum) - n) / ((double) n * (n - 1));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
