package io.millrace.core.retrieve;

/**
 * What a passage scored at each stage.
 *
 * @param bm25 0 or more
 * @param cosine of the question with the passage, −1..1
 * @param fused weighted sum of the z-scores of both
 * @param sentence its best sentence's score
 * @param coverage idf-weighted share, 0..1, of the question's stems that it holds with its title and headings
 * @param last the score that the order follows: fused, and by weight how far the reranker's score is above its mean, or its z-score
 */
public record Scores(double bm25, double cosine, double fused, double sentence, double coverage, double last) {}
