package io.millrace.core.chunk;

import java.io.IOException;
import java.io.InputStream;

/** Bytes to text with structure. */
public interface DocumentParser {

    /**
     * Reads {@code content}, which stays open, to its end or to a verdict.
     *
     * @throws io.millrace.core.problem.ProblemException UNPROCESSABLE or TOO_LARGE, with a code that starts with {@code document-},
     *     when no text can be had: a verdict on the content, which no retry changes
     * @throws IOException when {@code content} can't be read
     */
    ParsedDocument parse(InputStream content, ParseRequest request) throws IOException;
}
