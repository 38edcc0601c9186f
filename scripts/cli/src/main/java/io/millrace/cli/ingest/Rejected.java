package io.millrace.cli.ingest;

/** Something that did not go in, and why. */
public record Rejected(String uri, String code, String reason) {}
