package io.millrace.cli.evaluation;

import io.millrace.cli.client.Citation;
import io.millrace.core.text.Sentences;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
     * Whether the first citation is a gold passage; where there are gold pages, whether all cited pages are gold, and at least one is cited.
     *
     * @param names the corpus id by document id
     * @param gold the corpus ids of the gold passages
     */
    boolean citesGold(List<Citation> citations, Map<String, String> names, Set<String> gold) {
        if (citations.isEmpty()) {
            return false;
        }
        if (question.pages().isEmpty()) {
            String first = names.get(citations.getFirst().document());
            return first != null && gold.contains(first);
        }
        Set<String> cited = citations.stream()
                .map(citation -> fileName(names.get(citation.document())) + "#" + citation.page())
                .collect(Collectors.toSet());
        return Set.copyOf(question.pages()).containsAll(cited);
    }

    private static String fileName(@org.jspecify.annotations.Nullable String name) {
        Path file = name == null ? null : Path.of(name).getFileName();
        return file == null ? "" : file.toString();
    }
}
