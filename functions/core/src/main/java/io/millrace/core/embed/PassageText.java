package io.millrace.core.embed;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What an embedding model reads of a passage.
 *
 * @param text title and headings, then the passage
 * @param sentences spans of {@code text} for which a vector of their own is wanted; may be empty
 */
public record PassageText(String text, List<Span> sentences) {

    public PassageText {
        sentences = List.copyOf(sentences);
    }

    /** Puts the title and the headings before the chunk: a passage out of context is found less well. */
    public static PassageText of(String title, Chunk chunk) {
        return of(title, chunk.headings(), chunk.text(), chunk.sentences());
    }

    /** {@link #of(String, Chunk)} of a chunk in parts. */
    public static PassageText of(String title, List<String> headings, String text, List<Span> sentences) {
        String context = context(title, headings);
        List<Span> moved = new ArrayList<>(sentences.size());
        for (Span sentence : sentences) {
            moved.add(sentence.plus(context.length()));
        }
        return new PassageText(context + text, moved);
    }

    /**
     * The lines that go before a chunk: its title and headings, each once, ending in a line feed; may be empty. An underscore in
     * a title stands for a space: such titles are names of files and pages.
     */
    public static String context(String title, List<String> headings) {
        StringBuilder context = new StringBuilder();
        if (!title.isBlank()) {
            context.append(title.replace('_', ' ')).append('\n');
        }
        for (String heading : headings) {
            if (!heading.equals(title)) {
                context.append(heading).append('\n');
            }
        }
        return context.toString();
    }
}
