package io.millrace.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How things are put for a person. */
final class Words {

    private Words() {}

    /** An argument that came in several words. */
    static String joined(@Nullable List<String> words) {
        return words == null ? "" : String.join(" ", words);
    }

    /** On one line, at most {@code length} characters. */
    static String shortened(String text, int length) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= length ? line : line.substring(0, length - 1) + "…";
    }

    /** Title, page and headings, as far as there are any; a heading that repeats the title is left out. */
    static String place(@Nullable String title, @Nullable Integer page, @Nullable List<String> headings) {
        StringBuilder place = new StringBuilder(title == null || title.isBlank() ? "(no title)" : title);
        if (page != null && page > 0) {
            place.append(", page ").append(page);
        }
        List<String> above = headings == null
                ? List.of()
                : headings.stream().filter(heading -> !heading.equals(title)).toList();
        if (!above.isEmpty()) {
            place.append(", ").append(String.join(" > ", above));
        }
        return place.toString();
    }
}
