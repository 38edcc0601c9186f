package io.millrace.modelserver;

import io.millrace.core.embed.PassageText;
import java.util.List;

/**
 * The texts of one request.
 *
 * @param texts at least one
 * @param kind of all of them; decides what the model reads before each
 */
record TextBatch(List<PassageText> texts, Kind kind, Deadline deadline) {

    enum Kind {
        QUESTION,
        PASSAGE
    }

    TextBatch {
        texts = List.copyOf(texts);
    }

    /** Where a request does not say what it sends: whoever asks sends one text, and wants no sentences of it. */
    static Kind likely(List<PassageText> texts) {
        return texts.size() == 1 && texts.getFirst().sentences().isEmpty() ? Kind.QUESTION : Kind.PASSAGE;
    }

    /** For whoever has all the time. */
    static TextBatch of(List<PassageText> texts) {
        return new TextBatch(texts, likely(texts), Deadline.NONE);
    }
}
