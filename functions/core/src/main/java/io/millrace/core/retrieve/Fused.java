package io.millrace.core.retrieve;

import io.millrace.core.index.Candidate;

/** A candidate and its score by both lists together. */
record Fused(Candidate candidate, double score) {}
