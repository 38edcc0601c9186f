package io.millrace.core.chunk;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a document before it is read.
 *
 * @param uri where it comes from; its last part names the document when nothing else does
 * @param declaredContentType what the source says it is, with parameters such as the charset; null where it says nothing
 * @param declaredTitle a title that goes before any in the document; null for none
 * @param bytes its size; −1 where it is not known
 */
public record ParseRequest(
        String uri,
        @Nullable String declaredContentType,
        @Nullable String declaredTitle,
        long bytes) {}
