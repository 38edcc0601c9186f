package io.millrace.parse.tika;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The YAML between two lines of {@code ---} that many Markdown files start with. Only its title is used.
 *
 * @param title empty for none
 * @param rest the document without it
 */
record FrontMatter(String title, String rest) {

    private static final int MAX_LENGTH = 16_384;
    private static final Pattern TITLE = Pattern.compile("(?m)^title:(.*)$");

    static FrontMatter of(String markdown) {
        String text = markdown.startsWith("---\r\n") ? markdown.replace("\r\n", "\n") : markdown;
        int end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
        if (end < 0 || end > MAX_LENGTH) {
            return new FrontMatter("", markdown);
        }
        Matcher title = TITLE.matcher(text.substring(4, end + 1));
        return new FrontMatter(
                title.find() ? unquoted(title.group(1).strip()) : "", text.substring(end + "\n---\n".length()));
    }

    private static String unquoted(String title) {
        int last = title.length() - 1;
        boolean quoted = last > 1
                && (title.charAt(0) == '"' || title.charAt(0) == '\'')
                && title.charAt(0) == title.charAt(last);
        return quoted ? title.substring(1, last) : title;
    }
}
