package io.millrace.bench.answers;

/** What a generator might say. */
record Claim(ClaimKind kind, String text) {}
