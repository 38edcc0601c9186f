package io.millrace.core.chunk;

import io.millrace.core.document.Digest;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chunks of one document while it is cut, each with an id that stays as long as its content does. */
final class ChunkList {

    private final String documentId;
    private final String text;
    private final int maxChunks;
    private final SentenceSpans sentences;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();

    ChunkList(String documentId, ParsedDocument document, SentenceSpans sentences, int maxChunks) {
        this.documentId = documentId;
        this.text = document.text();
        this.maxChunks = maxChunks;
        this.sentences = sentences;
    }

    /** @throws ProblemException TOO_LARGE when there are too many */
    void add(Span span, List<String> headings, @Nullable Integer page) {
        if (chunks.size() == maxChunks) {
            throw tooMany(maxChunks);
        }
        String content = Digest.of(documentId, String.join("\n", headings), span.of(text));
        int occurrence = occurrences.merge(content, 1, Integer::sum);
        chunks.add(new Chunk(
                Digest.of(content, Integer.toString(occurrence)),
                chunks.size(),
                span.of(text),
                span,
                headings,
                page,
                sentences.within(span, text)));
    }

    static ProblemException tooMany(int maxChunks) {
        return ProblemException.of(
                Category.TOO_LARGE,
                "document-too-many-chunks",
                "The document gives more than " + maxChunks + " chunks. Split it into smaller documents.");
    }

    List<Chunk> toList() {
        return List.copyOf(chunks);
    }
}
