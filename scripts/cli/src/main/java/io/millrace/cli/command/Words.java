package io.millrace.cli.command;

import io.millrace.cli.session.CliFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How things are put for a person. */
final class Words {

    private Words() {}

    /**
     * An argument that came in several words.
     *
     * @param name what the usage calls it
     * @throws CliFailure wrong usage where nothing is in them
     */
    static String required(@Nullable List<String> words, String name) {
        String joined = words == null ? "" : String.join(" ", words);
        if (joined.isBlank()) {
            throw new CliFailure(CliFailure.USAGE, name + " is empty");
        }
        return joined;
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
