package io.millrace.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next what to ask {@code after} for the page behind this one; null on the last */
public record DocumentPage(
        List<DocumentView> documents, @Nullable String next) {}
