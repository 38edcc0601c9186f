package io.millrace.core.conversation;

import io.millrace.core.conversation.Conversation.Speaker;
import io.millrace.core.conversation.Conversation.Turn;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a question stand alone without a model: one that points back gets the words behind it that say what was talked about. Retrieval wants
 * the words, not the grammar.
 */
final class FollowUp {

    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’.-]*[\\p{L}\\p{N}]|[\\p{L}\\p{N}]");
    private static final Set<String> POINTING = Set.of(
            "it", "its", "itself", "they", "them", "their", "theirs", "he", "him", "his", "she", "her", "hers", "this",
            "these", "those", "former", "latter", "same", "such", "ones");
    private static final Set<String> CONNECTING = Set.of("and", "but", "or", "so", "also", "then", "else", "otherwise");
    private static final Pattern ABOUT = Pattern.compile("(?i)\\s*(?:what|how) about\\b.*", Pattern.DOTALL);
    private static final Pattern ENDS_POINTING = Pattern.compile("(?i).*\\b(?:that|there|one)\\W*", Pattern.DOTALL);
    private static final int FEW_WORDS = 2;
    private static final int TURNS_BACK = 3;
    private static final int MAX_TERMS = 12;
    private static final int MAX_NAMES = 4;

    private FollowUp() {}

    /** The question with what it points back to; as it is where it points back to nothing. */
    static String standAlone(Conversation conversation) {
        String question = conversation.question();
        if (conversation.before().isEmpty() || !pointsBack(question)) {
            return question;
        }
        Map<String, String> terms = new LinkedHashMap<>();
        List<Turn> turns = conversation.before().reversed();
        int back = 0;
        for (Turn turn : turns) {
            if (turn.speaker() == Speaker.USER && back++ < TURNS_BACK) {
                addTelling(turn.text(), terms);
                if (!pointsBack(turn.text())) {
                    break;
                }
            }
        }
        if (points(words(question))) {
            turns.stream()
                    .filter(turn -> turn.speaker() == Speaker.ASSISTANT)
                    .findFirst()
                    .ifPresent(turn -> addNames(turn.text(), terms));
        }
        Terms.stems(question).forEach(terms::remove);
        if (terms.isEmpty()) {
            return question;
        }
        return question.strip() + " ("
                + String.join(" ", terms.values().stream().limit(MAX_TERMS).toList()) + ")";
    }

    private static boolean pointsBack(String question) {
        List<String> words = words(question);
        return words.size() <= FEW_WORDS
                || points(words)
                || CONNECTING.contains(words.getFirst().toLowerCase(Locale.ROOT))
                || ABOUT.matcher(question).matches()
                || ENDS_POINTING.matcher(question).matches()
                || Terms.stems(question).isEmpty();
    }

    private static boolean points(Collection<String> words) {
        return words.stream().anyMatch(word -> POINTING.contains(word.toLowerCase(Locale.ROOT)));
    }

    /** The words that tell what a question is about, by stem. */
    private static void addTelling(String text, Map<String, String> terms) {
        Set<String> telling = QuestionTerms.of(text, stem -> 1).weights().keySet();
        for (String word : words(text)) {
            Terms.stems(word).stream().filter(telling::contains).forEach(stem -> terms.putIfAbsent(stem, word));
        }
    }

    /** Words of an answer that are written as names. */
    private static void addNames(String text, Map<String, String> terms) {
        int names = 0;
        for (String word : words(text)) {
            if (names < MAX_NAMES && Character.isUpperCase(word.codePointAt(0))) {
                for (String stem : Terms.stems(word)) {
                    names += terms.putIfAbsent(stem, word) == null ? 1 : 0;
                }
            }
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }
}
