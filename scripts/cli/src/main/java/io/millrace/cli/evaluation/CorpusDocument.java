package io.millrace.cli.evaluation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A document of a dataset: either a line of corpus.jsonl or a file under docs/.
 *
 * @param id the line's {@code _id}, or the file's name below docs/
 * @param title of a line; empty for a file
 * @param text of a line; empty for a file
 * @param file null for a line
 */
public record CorpusDocument(
        String id, String title, String text, @Nullable Path file) {

    /** The uri that it goes in under. */
    public String uri() {
        return EvalUri.of(id);
    }

    /** Whether there is anything to send. */
    public boolean hasContent() {
        return file != null || !text.isBlank();
    }
}
