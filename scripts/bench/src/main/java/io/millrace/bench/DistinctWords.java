package io.millrace.bench;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The different words of a text, in one spelling (NFKC, lower case), and how two sets of them compare. */
final class DistinctWords {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    /** What is in Markdown, but is not text: targets of links and images, comments and tags of HTML, formulas, entities. */
    private static final Pattern NO_TEXT = Pattern.compile(
            "(?s)\\]\\([^)\\s]*(?:\\s+\"[^\"]*\")?\\)|<!--.*?-->|<[^>\\n]*>|\\$\\$.*?\\$\\$|\\$[^$\\n]+\\$|&(?:[a-z]+|#\\d+);");

    private final Set<String> words;

    private DistinctWords(Set<String> words) {
        this.words = words;
    }

    static DistinctWords of(String text) {
        Set<String> words = new HashSet<>();
        WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .forEach(words::add);
        return new DistinctWords(words);
    }

    /** What a reader of this Markdown sees; formulas, which no two tools write alike, are left out. */
    static DistinctWords ofMarkdown(String markdown) {
        return of(NO_TEXT.matcher(markdown).replaceAll(" "));
    }

    /** The share of these words that are among {@code others}; 1 when there are none. */
    double shareIn(DistinctWords others) {
        return words.isEmpty()
                ? 1
                : (double) words.stream().filter(others.words::contains).count() / words.size();
    }
}
