package io.millrace.core.chunk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** The same of a file, which stays as it is; a parser that reads files has no need of a copy. */
    default ParsedDocument parse(Path content, ParseRequest request) throws IOException {
        try (InputStream stream = Files.newInputStream(content)) {
            return parse(stream, request);
        }
    }
}
