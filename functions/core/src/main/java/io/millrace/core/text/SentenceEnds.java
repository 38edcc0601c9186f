package io.millrace.core.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a full stop between two stretches of a line ends a sentence, where the statistical model is known to err: initials, abbreviations, brackets. */
final class SentenceEnds {

    /** Before a name, a number or more of the same sentence; never the last word of one. */
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "mt", "ft", "gen", "gov", "sen", "rep", "col", "capt", "cpt", "lt",
            "sgt", "maj", "cmdr", "rev", "hon", "pres", "sr", "fr", "vs", "v", "no", "nos", "fig", "figs", "eq", "eqs",
            "sec", "ch", "chap", "pp", "p", "vol", "ed", "eds", "approx", "ca", "c", "cf", "e.g", "eg", "i.e", "ie",
            "viz", "al", "esp", "incl", "b", "d", "r", "fl", "art", "para", "ref", "tel", "ext", "dept", "univ", "jan",
            "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec");

    /** What follows a sentence more often than a name. */
    private static final Set<String> OPENERS = Set.of(
            "the",
            "a",
            "an",
            "it",
            "its",
            "he",
            "his",
            "she",
            "her",
            "they",
            "their",
            "we",
            "our",
            "you",
            "your",
            "i",
            "this",
            "that",
            "these",
            "those",
            "there",
            "here",
            "in",
            "on",
            "at",
            "by",
            "for",
            "from",
            "to",
            "of",
            "with",
            "as",
            "after",
            "before",
            "during",
            "since",
            "when",
            "while",
            "where",
            "although",
            "though",
            "because",
            "if",
            "but",
            "and",
            "or",
            "so",
            "yet",
            "however",
            "also",
            "both",
            "some",
            "many",
            "most",
            "all",
            "each",
            "one",
            "two",
            "other",
            "others",
            "another",
            "such",
            "no",
            "not",
            "then",
            "thus",
            "what",
            "who",
            "why",
            "how",
            "which",
            "under",
            "until",
            "despite",
            "according",
            "today",
            "additionally",
            "see");

    private static final Pattern INITIAL = Pattern.compile("(?:^|[\\s(\"“.])\\p{Lu}\\.$");
    private static final Pattern LAST_WORD = Pattern.compile("([\\p{L}.]+)\\.$");
    private static final Pattern FIRST_WORD = Pattern.compile("^[\"“‘'(\\[]*([\\p{L}\\p{N}]+)");
    private static final Pattern NUMBERED = Pattern.compile("^(?:\\(?\\d{1,3}|\\(?[A-Za-z]|[IVXivx]{1,5})[.)]$");

    private SentenceEnds() {}

    /** Whether {@code after} goes on with the sentence that {@code before} seemed to end. */
    static boolean goesOn(String before, String after) {
        Matcher next = FIRST_WORD.matcher(after);
        String first = next.find() ? next.group(1) : "";
        if (NUMBERED.matcher(before).matches()) {
            return true;
        }
        if (!first.isEmpty() && Character.isLowerCase(first.codePointAt(0))) {
            return true;
        }
        if (!before.endsWith(".")) {
            return false;
        }
        boolean opens = OPENERS.contains(first.toLowerCase(Locale.ROOT)) && !after.startsWith(first + ".");
        Matcher last = LAST_WORD.matcher(before);
        if (!last.find()) {
            return false;
        }
        String word = last.group(1).toLowerCase(Locale.ROOT);
        if (ABBREVIATIONS.contains(word)) {
            return !opens || (word.length() == 1 && unclosed(before));
        }
        return INITIAL.matcher(before).find() && !opens && isCapital(first);
    }

    private static boolean isCapital(String word) {
        return !word.isEmpty() && Character.isUpperCase(word.codePointAt(0));
    }

    private static boolean unclosed(String text) {
        return text.lastIndexOf('(') > text.lastIndexOf(')');
    }
}
