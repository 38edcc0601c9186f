package io.millrace.core.answer;

import io.millrace.core.index.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reader's program might follow or load: addresses, targets of Markdown links and images, HTML tags. */
final class Links {

    private static final Pattern LINK = Pattern.compile(
            "(?i)\\b[a-z][a-z0-9+.-]*:(?:/{2}|(?=\\S*[/@]))\\S+" // scheme://… and mailto:a@b
                    + "|\\b(?:data|javascript|vbscript):\\S*"
                    + "|\\b[\\w-]+(?:\\.[\\w-]+)+/\\S*" // example.org/…
                    + "|\\bwww\\.\\S+"
                    + "|(?<=\\]\\()[^)\\s]*" // the target in [text](target)
                    + "|</?[a-z!][^>]*>?");
    private static final Pattern TAIL = Pattern.compile("[\\])>.,;:!?\"'’”]+$");

    private Links() {}

    /** Every link in {@code text}, without the punctuation that ends a sentence. */
    static List<String> in(String text) {
        List<String> links = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            links.add(TAIL.matcher(link.group()).replaceFirst(""));
        }
        return links;
    }

    /** Whether all stand in the passage, or are the address of its document. */
    static boolean allIn(Passage passage, List<String> links) {
        return links.stream()
                .allMatch(link ->
                        passage.chunk().text().contains(link) || passage.uri().equals(link));
    }
}
