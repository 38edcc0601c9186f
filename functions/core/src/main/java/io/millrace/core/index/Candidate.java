package io.millrace.core.index;

/**
 * A passage that may answer.
 *
 * @param ref where the snapshot finds it again
 * @param chunk its id
 * @param document its document's id
 * @param bm25 0 where it holds no word of the question
 * @param cosine with the question, −1..1
 */
public record Candidate(int ref, String chunk, String document, double bm25, double cosine) {}
