package io.millrace.cli.evaluation;

import io.millrace.cli.client.Citation;
import io.millrace.core.text.Sentences;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges one answer against what the dataset says. */
final class AnswerCheck {

    private static final int MAX_SENTENCES = 2;
    private static final int MAX_WORDS = 60;
    private static final Pattern MARKER = Pattern.compile("\\s*\\[\\d+]");

    private final EvalQuestion question;
    private final String answer;

    /** @param answer with its {@code [n]} markers, which don't count */
    AnswerCheck(EvalQuestion question, String answer) {
        this.question = question;
        this.answer = MARKER.matcher(answer).replaceAll("").strip();
    }

    int words() {
        return answer.isEmpty() ? 0 : answer.split("\\s+").length;
    }

    int sentences() {
        return Sentences.split(answer).size();
    }

    /** At most two sentences and 60 words. */
    boolean isShort() {
        return words() <= MAX_WORDS && sentences() <= MAX_SENTENCES;
    }

    /** Whether it is short and holds one of the accepted strings. */
    boolean holdsGold() {
        return isShort() && question.answers().stream().anyMatch(gold -> SquadText.holds(answer, gold));
    }

    /** The highest share, 0..1, of an accepted answer's words that it holds, however long it is. */
    double goldRecall() {
        return question.answers().stream()
                .mapToDouble(gold -> SquadText.recall(answer, gold))
                .max()
                .orElse(0);
    }

    /**
     * What was cited, each once: corpus ids, or {@code FILE#PAGE} where there are gold pages.
     *
     * @param names the corpus id by document id
     */
    List<String> cited(List<Citation> citations, Map<String, String> names) {
        return citations.stream()
                .map(citation -> {
                    String name = names.getOrDefault(citation.document(), citation.document());
                    return question.pages().isEmpty() ? name : fileName(name) + "#" + citation.page();
                })
                .distinct()
                .toList();
    }

    /**
     * Whether the first that is cited is a gold passage; where there are gold pages, whether all are, and there is one.
     *
     * @param cited as {@link #cited} gives it
     * @param gold the corpus ids of the gold passages
     */
    boolean citesGold(List<String> cited, Set<String> gold) {
        if (cited.isEmpty()) {
            return false;
        }
        return question.pages().isEmpty()
                ? gold.contains(cited.getFirst())
                : question.pages().containsAll(cited);
    }

    private static String fileName(String name) {
        Path file = Path.of(name).getFileName();
        return file == null ? "" : file.toString();
    }
}
