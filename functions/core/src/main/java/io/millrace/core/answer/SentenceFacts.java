package io.millrace.core.answer;

import io.millrace.core.text.Terms;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sentence says, as far as words tell.
 *
 * @param stems its content words, in order
 * @param words all its words, lower-case
 * @param numbers its numbers in one spelling: digits without thousands separators, number words as digits
 * @param names words with a capital inside the sentence, lower-case, without possessive
 * @param first its first word as in {@code words} if it has a capital, else empty: a name, or just the first
 * @param negated whether it has an odd number of negations
 */
record SentenceFacts(
        Set<String> stems, Set<String> words, Set<String> numbers, Set<String> names, String first, boolean negated) {

    /** Possessive throughout: as deep as the word has parts otherwise. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]++(?:['’.,][\\p{L}\\p{N}]++)*+");

    private static final Pattern POSSESSIVE = Pattern.compile("['’]s$");
    private static final Set<String> NEGATIONS = Set.of(
            "not", "no", "never", "none", "neither", "nor", "without", "cannot", "nobody", "nothing", "nowhere",
            "unable");
    private static final Map<String, String> NUMBER_WORDS = Map.ofEntries(
            // A claim that something happens once, or only so, is as exact as one with a figure.
            Map.entry("only", "only"),
            Map.entry("once", "once"),
            Map.entry("twice", "twice"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"),
            Map.entry("eleven", "11"),
            Map.entry("twelve", "12"),
            Map.entry("twenty", "20"),
            Map.entry("thirty", "30"),
            Map.entry("forty", "40"),
            Map.entry("fifty", "50"),
            Map.entry("sixty", "60"),
            Map.entry("seventy", "70"),
            Map.entry("eighty", "80"),
            Map.entry("ninety", "90"),
            Map.entry("hundred", "100"),
            Map.entry("thousand", "1000"),
            Map.entry("million", "million"),
            Map.entry("billion", "billion"),
            Map.entry("trillion", "trillion"),
            Map.entry("third", "3rd"),
            Map.entry("fourth", "4th"),
            Map.entry("fifth", "5th"),
            Map.entry("sixth", "6th"),
            Map.entry("seventh", "7th"),
            Map.entry("eighth", "8th"),
            Map.entry("ninth", "9th"),
            Map.entry("tenth", "10th"));

    static SentenceFacts of(String sentence) {
        Set<String> words = new HashSet<>();
        Set<String> numbers = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        String first = "";
        boolean negated = false;
        boolean secondIsName = false;
        int place = 0;
        Matcher word = WORD.matcher(sentence);
        while (word.find()) {
            String written = POSSESSIVE.matcher(word.group()).replaceFirst("");
            String lower = written.toLowerCase(Locale.ROOT);
            boolean capital = Character.isUpperCase(written.codePointAt(0));
            words.add(lower);
            if (NEGATIONS.contains(lower) || lower.endsWith("n't") || lower.endsWith("n’t")) {
                negated = !negated;
            }
            String number = number(lower);
            if (!number.isEmpty()) {
                numbers.add(number);
            } else if (capital && place == 0) {
                first = lower;
            } else if (capital && lower.length() > 1) {
                names.add(lower);
                secondIsName |= place == 1;
            }
            place++;
        }
        if (secondIsName && !Terms.stems(first).isEmpty()) {
            names.add(first);
        }
        return new SentenceFacts(new LinkedHashSet<>(Terms.stems(sentence)), words, numbers, names, first, negated);
    }

    /** The number that a word stands for, or an empty text. */
    private static String number(String word) {
        if (word.chars().anyMatch(c -> Character.isDigit(c) || Character.getType(c) == Character.OTHER_NUMBER)) {
            return word.replace(",", "");
        }
        return NUMBER_WORDS.getOrDefault(word, "");
    }
}
