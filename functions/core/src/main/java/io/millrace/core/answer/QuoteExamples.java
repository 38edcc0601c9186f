package io.millrace.core.answer;

import io.millrace.core.answer.QuoteFeatures.Described;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a {@link QuoteModel} is fitted on. */
public final class QuoteExamples {

    /** Features and whether they are those of what is looked for. */
    public static final class Example {
        private final double[] features;
        private final boolean positive;

        public Example(double[] features, boolean positive) {
            this.features = features.clone();
            this.positive = positive;
        }

        public double[] features() {
            return features.clone();
        }

        public boolean positive() {
            return positive;
        }
    }

    private final List<Example> sentences = new ArrayList<>();
    private final List<List<Example>> words = new ArrayList<>();

    /**
     * @param right whether a document answers the question
     * @param holds whether a text holds the answer
     */
    public QuoteExamples(
            String question, Retrieval retrieval, int passages, Predicate<String> right, Predicate<String> holds) {
        for (Described sentence :
                new QuoteFeatures(question, retrieval.terms()).describe(retrieval.passages(), passages)) {
            String text =
                    sentence.span().of(sentence.passage().passage().chunk().text());
            boolean answers = right.test(sentence.passage().passage().document()) && holds.test(text);
            sentences.add(new Example(sentence.features().values(), answers));
            if (answers) {
                addWords(text, new SentenceWords(text, AnswerType.of(question), retrieval.terms()), holds);
            }
        }
    }

    /** By sentence of the best passages: whether it answers. */
    public List<Example> sentences() {
        return sentences;
    }

    /** By sentence that answers, by word: whether it is part of the shortest stretch that does. */
    public List<List<Example>> words() {
        return words;
    }

    private void addWords(String text, SentenceWords sentence, Predicate<String> holds) {
        List<Span> spans = sentence.spans();
        for (int length = 1; length <= spans.size(); length++) {
            for (int first = 0; first + length <= spans.size(); first++) {
                int last = first + length - 1;
                if (holds.test(
                        text.substring(spans.get(first).start(), spans.get(last).end()))) {
                    List<Example> examples = new ArrayList<>();
                    for (int i = 0; i < spans.size(); i++) {
                        examples.add(new Example(sentence.features().get(i).values(), i >= first && i <= last));
                    }
                    words.add(examples);
                    return;
                }
            }
        }
    }
}
