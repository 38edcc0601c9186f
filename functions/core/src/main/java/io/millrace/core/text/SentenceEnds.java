package io.millrace.core.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a full stop between two stretches of a line ends a sentence, where the statistical model is known to err: initials, abbreviations, quotations. In
 * doubt it does: two sentences in one say less of either.
 */
final class SentenceEnds {

    /** Goes on with a name, a number or more of the same: before anything but what opens sentences. */
    private static final Set<String> BEFORE_MORE = words(
            "mr mrs ms dr prof st mt gen gov sen rep col capt cpt lt sgt maj cmdr rev pres fr vs v cf e.g eg i.e ie viz al"
                    + " approx ca incl esp");

    /** Before a number only: as words of their own, most of them end sentences. */
    private static final Set<String> BEFORE_NUMBERS = words(
            "no nos fig figs eq eqs sec ch chap pp p vol art para ref tel ext ft in c b d r fl jan feb mar apr jun jul aug sep"
                    + " sept oct nov dec");

    /** Often the last word of a sentence: it goes on only in small letters. */
    private static final Set<String> MAY_END =
            words("etc ltd inc co corp jr sr a.m p.m u.s u.k in ft ed eds univ dept");

    /** A letter after one of these is no initial: vitamin C, Part B. */
    private static final Set<String> LABELS =
            words("vitamin hepatitis part section group type class plan option figure table appendix war grade team"
                    + " exhibit schedule item step level phase size unit");

    /** What follows a sentence more often than a name. */
    private static final Set<String> OPENERS =
            words("the a an it its he his she her they their we our you your i this that"
                    + " these those there here in on at by for from to of with as after before during since when while where although"
                    + " though because if but and or so yet however also both some many most all each one two other others another such"
                    + " no not then thus what who why how which under until despite according today additionally see");

    private static final Pattern NUMBERED = Pattern.compile("(?:\\(?\\d{1,3}|\\(?[A-Za-z]|[IVXivx]{1,5})[.)]");

    private SentenceEnds() {}

    /** @param stretch nothing but the number of an item, such as {@code 12.} or {@code (b)} */
    static boolean isNumber(String stretch) {
        return NUMBERED.matcher(stretch).matches();
    }

    /**
     * Whether {@code after} goes on with the sentence that {@code before} seemed to end.
     *
     * @param before the end of it will do
     * @param after its beginning will do
     */
    static boolean goesOn(String before, String after) {
        String next = firstWord(after);
        boolean small = !next.isEmpty() && Character.isLowerCase(next.codePointAt(0));
        if (!before.endsWith(".")) {
            return small && (before.endsWith("\"") || before.endsWith("”") || before.endsWith("’"));
        }
        String known = before.substring(0, before.length() - 1);
        if (known.stripTrailing().endsWith(".")) {
            return small;
        }
        String word = lastWord(known);
        String lower = word.toLowerCase(Locale.ROOT);
        boolean opens = OPENERS.contains(next.toLowerCase(Locale.ROOT)) && !after.startsWith(next + ".");
        boolean initial =
                isInitial(word) && !LABELS.contains(wordBefore(known, word).toLowerCase(Locale.ROOT));
        if (small) {
            return initial || BEFORE_MORE.contains(lower) || MAY_END.contains(lower);
        }
        if (initial) {
            return !opens && !next.isEmpty() && Character.isUpperCase(next.codePointAt(0));
        }
        if (BEFORE_NUMBERS.contains(word) || (word.length() > 1 && BEFORE_NUMBERS.contains(lower))) {
            return !next.isEmpty() && Character.isDigit(next.codePointAt(0));
        }
        boolean ofAStreet = lower.equals("st") && isCapital(wordBefore(known, word));
        return BEFORE_MORE.contains(lower) && !opens && !ofAStreet;
    }

    /** A single capital, also at the end of several with full stops. */
    private static boolean isInitial(String word) {
        int dot = word.lastIndexOf('.');
        String last = word.substring(dot + 1);
        return last.length() == 1 && isCapital(last);
    }

    private static boolean isCapital(String word) {
        return !word.isEmpty() && Character.isUpperCase(word.codePointAt(0));
    }

    /** The letters and full stops at the end of {@code text}. */
    private static String lastWord(String text) {
        int start = text.length();
        while (start > 0 && (Character.isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        return text.substring(start);
    }

    private static String wordBefore(String text, String word) {
        return lastWord(text.substring(0, text.length() - word.length()).stripTrailing());
    }

    /** The letters and digits at the beginning of {@code text}, behind opening quotation marks and brackets. */
    private static String firstWord(String text) {
        int start = 0;
        while (start < text.length() && "\"“‘'([".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        int end = start;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }
}
