package io.millrace.core.chunk;

import java.util.List;

/** A parsed document to passages. */
public interface Chunker {

    /** Names the chunker and every setting that decides where it cuts; part of the id of a document's configuration. */
    String configuration();

    /**
     * The passages of {@code document}, in order, not overlapping: each is exactly the part of its text that its span covers, and with its title and
     * headings fits the model's window. What no passage covers is white space, or a heading that stands above one.
     *
     * @throws io.millrace.core.problem.ProblemException as {@link TokenCounter} does; TOO_LARGE when there would be too many
     */
    List<Chunk> chunk(String documentId, ParsedDocument document);
}
