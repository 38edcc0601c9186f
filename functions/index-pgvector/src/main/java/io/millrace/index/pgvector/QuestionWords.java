package io.millrace.index.pgvector;

import io.millrace.core.text.QuotedPhrases;
import io.millrace.core.text.Terms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a question.
 *
 * @param counts how often it says each stem, the first {@value #MAX_LOOKED_UP} distinct ones
 * @param phrases the stems of what it quotes, each phrase's in their order
 */
public record QuestionWords(Map<String, Integer> counts, List<List<String>> phrases) {

    /** The most distinct stems of a question whose frequency is looked up, from its beginning. */
    private static final int MAX_LOOKED_UP = 512;

    /** The most characters of a question that are analysed. */
    private static final int MAX_ANALYSED = 16_384;

    /** Of a question as it was asked. */
    public static QuestionWords of(String question) {
        String analysed = question.length() > MAX_ANALYSED ? question.substring(0, MAX_ANALYSED) : question;
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String stem : Terms.stems(analysed)) {
            String key = Words.key(stem);
            if (counts.size() < MAX_LOOKED_UP || counts.containsKey(key)) {
                counts.merge(key, 1, Integer::sum);
            }
        }
        List<List<String>> phrases = QuotedPhrases.in(analysed).stream()
                .map(phrase -> Terms.stems(phrase).stream().map(Words::key).toList())
                .filter(stems -> !stems.isEmpty())
                .toList();
        return new QuestionWords(counts, phrases);
    }
}
