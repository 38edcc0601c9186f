package io.millrace.parse.tika;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.jspecify.annotations.Nullable;

/**
 * The language of a text, by its script, and where several share one, by its function words: Lucene's lists of stop words. They are there anyway, load in
 * milliseconds and take less than a megabyte; a trained detector takes a hundred, for which a function would not fit beside its models.
 */
final class Languages {

    private static final int SAMPLE = 4000;
    private static final int LEAST_LETTERS = 20;
    private static final int LEAST_WORDS = 20;
    /** Of a running text about four words in ten are function words; of a list of names hardly any. */
    private static final double LEAST_SHARE = .15;

    private static final int LEAST_DISTINCT = 4;
    private static final double LEAST_LEAD = 1.1;
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{M}]+");

    private static final Map<UnicodeScript, String> BY_SCRIPT = Map.of(
            UnicodeScript.HIRAGANA, "ja",
            UnicodeScript.HANGUL, "ko",
            UnicodeScript.HAN, "zh",
            UnicodeScript.THAI, "th",
            UnicodeScript.GREEK, "el",
            UnicodeScript.HEBREW, "he",
            UnicodeScript.ARMENIAN, "hy",
            UnicodeScript.BENGALI, "bn",
            UnicodeScript.TAMIL, "ta",
            UnicodeScript.TELUGU, "te");

    private static final Map<String, String> LISTS = Map.ofEntries(
            Map.entry("en", "snowball/english_stop.txt"),
            Map.entry("de", "snowball/german_stop.txt"),
            Map.entry("fr", "snowball/french_stop.txt"),
            Map.entry("es", "snowball/spanish_stop.txt"),
            Map.entry("it", "snowball/italian_stop.txt"),
            Map.entry("pt", "snowball/portuguese_stop.txt"),
            Map.entry("nl", "snowball/dutch_stop.txt"),
            Map.entry("sv", "snowball/swedish_stop.txt"),
            Map.entry("da", "snowball/danish_stop.txt"),
            Map.entry("no", "snowball/norwegian_stop.txt"),
            Map.entry("fi", "snowball/finnish_stop.txt"),
            Map.entry("hu", "snowball/hungarian_stop.txt"),
            Map.entry("ru", "snowball/russian_stop.txt"),
            Map.entry("bg", "bg/stopwords.txt"),
            Map.entry("cs", "cz/stopwords.txt"),
            Map.entry("et", "et/stopwords.txt"),
            Map.entry("lt", "lt/stopwords.txt"),
            Map.entry("lv", "lv/stopwords.txt"),
            Map.entry("ro", "ro/stopwords.txt"),
            Map.entry("tr", "tr/stopwords.txt"),
            Map.entry("id", "id/stopwords.txt"),
            Map.entry("ar", "ar/stopwords.txt"),
            Map.entry("fa", "fa/stopwords.txt"),
            Map.entry("hi", "hi/stopwords.txt"),
            Map.entry("ne", "ne/stopwords.txt"));

    private Languages() {}

    /** The language's code in ISO 639-1; empty where the text is too short, holds no sentences, or is in a language that is not known here. */
    static Optional<String> of(CharSequence text) {
        String sample = text.subSequence(0, Math.min(SAMPLE, text.length())).toString();
        UnicodeScript script = script(sample);
        if (script == null) {
            return Optional.empty();
        }
        String only = BY_SCRIPT.get(script);
        return only == null ? byWords(sample) : Optional.of(only);
    }

    /** The script of most letters; Japanese counts as its own syllables as soon as there are some. */
    private static @Nullable UnicodeScript script(String sample) {
        Map<UnicodeScript, Integer> counts = new HashMap<>();
        sample.codePoints().filter(Character::isLetter).forEach(letter -> {
            UnicodeScript script = UnicodeScript.of(letter);
            counts.merge(script == UnicodeScript.KATAKANA ? UnicodeScript.HIRAGANA : script, 1, Integer::sum);
        });
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all < LEAST_LETTERS) {
            return null;
        }
        int han = counts.getOrDefault(UnicodeScript.HAN, 0);
        int kana = counts.getOrDefault(UnicodeScript.HIRAGANA, 0);
        if (han + kana > all / 2) {
            return kana * 10 > han ? UnicodeScript.HIRAGANA : UnicodeScript.HAN;
        }
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > all / 2)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** A word that many languages have says little for each; single letters, which tables and lists are full of, say nothing. */
    private static Optional<String> byWords(String sample) {
        List<String> words = NO_LETTERS
                .splitAsStream(sample.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 1)
                .toList();
        Map<String, Integer> hits = new HashMap<>();
        Map<String, Double> scores = new HashMap<>();
        Map<String, Set<String>> distinct = new HashMap<>();
        for (String word : words) {
            List<String> languages = FunctionWords.LANGUAGES.getOrDefault(word, List.of());
            for (String language : languages) {
                hits.merge(language, 1, Integer::sum);
                scores.merge(language, 1.0 / languages.size(), Double::sum);
                distinct.computeIfAbsent(language, first -> new HashSet<>()).add(word);
            }
        }
        List<String> ranked = scores.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .limit(2)
                .toList();
        if (words.size() < LEAST_WORDS || ranked.isEmpty()) {
            return Optional.empty();
        }
        String best = ranked.getFirst();
        boolean leads = scores.getOrDefault(best, 0.0) >= LEAST_LEAD * scores.getOrDefault(ranked.getLast(), 0.0)
                || ranked.size() == 1;
        boolean enough = hits.getOrDefault(best, 0) >= LEAST_SHARE * words.size()
                && distinct.getOrDefault(best, Set.of()).size() >= LEAST_DISTINCT;
        return leads && enough ? Optional.of(best) : Optional.empty();
    }

    /** Loaded with the first text that needs them. */
    private static final class FunctionWords {

        static final Map<String, List<String>> LANGUAGES = load();

        private static Map<String, List<String>> load() {
            Map<String, List<String>> languages = new HashMap<>();
            LISTS.forEach((language, list) -> {
                for (Object word : words("/org/apache/lucene/analysis/" + list)) {
                    languages
                            .computeIfAbsent(new String((char[]) word), first -> new ArrayList<>(1))
                            .add(language);
                }
            });
            return languages;
        }

        private static CharArraySet words(String resource) {
            try (InputStream in = EnglishAnalyzer.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("lucene-analysis-common has no " + resource);
                }
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                return resource.contains("snowball")
                        ? WordlistLoader.getSnowballWordSet(reader)
                        : WordlistLoader.getWordSet(reader, "#");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
