package io.millrace.core.answer;

import io.millrace.core.answer.QuoteFeatures.Described;
import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers with one or two sentences of the best passages, word for word: the pair that is likeliest to hold the answer within the room for words, long
 * sentences cut to the stretch that is. No language model, no waiting.
 */
public final class Quoter {

    /** Fewer words than this say too little to be worth a citation. */
    private static final int FEWEST_WORDS = 6;

    private static final Pattern PRONOUN = Pattern.compile(
            "(?i)\\W*(?:he|she|it|they|his|her|its|their|this|these|those|such|both)\\b.*", Pattern.DOTALL);

    private final QuoteSettings settings;
    private final QuoteModel model;

    public Quoter(QuoteSettings settings, QuoteModel model) {
        this.settings = settings;
        this.model = model;
    }

    /**
     * A stretch of a passage.
     *
     * @param support how likely it is that it holds the answer, 0..1
     */
    public record Quote(Passage passage, String text, Span span, double support) {}

    /** A sentence among those to choose from. */
    private record Choice(Described sentence, Stretches stretches) {

        String passageText() {
            return sentence.passage().passage().chunk().text();
        }

        Quote quote(int words) {
            Excerpt excerpt = stretches.excerpt(passageText(), sentence.span(), words);
            return new Quote(sentence.passage().passage(), excerpt.text(), excerpt.span(), stretches.worth(words));
        }

        boolean isBeside(Choice other) {
            return sentence.rank() == other.sentence.rank();
        }

        boolean isAfter(Choice other) {
            return isBeside(other) && sentence.place() > other.sentence.place();
        }

        boolean follows(Choice other) {
            return isAfter(other) && sentence.place() == other.sentence.place() + 1;
        }

        boolean refersBack() {
            return PRONOUN.matcher(sentence.span().of(passageText())).matches();
        }
    }

    /** The choice so far: one sentence, or two with how many words of each. */
    private record Pair(double worth, Choice first, int firstWords, Choice second, int secondWords) {}

    /** At least one quote, unless nothing was retrieved: the likeliest first, those of one passage in reading order. */
    public List<Quote> quote(String question, Retrieval retrieval) {
        List<Choice> choices = choices(question, retrieval);
        if (choices.isEmpty()) {
            return List.of();
        }
        Pair best = alone(choices.getFirst());
        for (int i = 0; i < choices.size(); i++) {
            for (Choice second : choices.subList(i + 1, choices.size())) {
                best = better(best, choices.get(i), second);
            }
        }
        if (best.secondWords() == 0) {
            return List.of(best.first().quote(best.firstWords()));
        }
        Quote one = best.first().quote(best.firstWords());
        Quote other = best.second().quote(best.secondWords());
        return best.first().isAfter(best.second()) ? List.of(other, one) : List.of(one, other);
    }

    private Pair alone(Choice choice) {
        int words = choice.stretches().fitting(settings.maxWords());
        return new Pair(choice.stretches().worth(words), choice, words, choice, 0);
    }

    /** Shares the room between two sentences in every way. */
    private Pair better(Pair known, Choice first, Choice second) {
        Pair best = known;
        double reference = first.refersBack() && first.follows(second) ? settings.forReference() : 0;
        double citation = first.isBeside(second) ? 0 : settings.forPassage();
        int most = first.stretches().fitting(settings.maxWords());
        for (int words = Math.min(FEWEST_WORDS, most); words <= most; words++) {
            int rest = second.stretches().fitting(settings.maxWords() - words);
            if (rest >= Math.min(FEWEST_WORDS, second.stretches().fitting(settings.maxWords()))) {
                double worth =
                        first.stretches().worth(words) + second.stretches().worth(rest) + reference - citation;
                if (worth > best.worth()) {
                    best = new Pair(worth, first, words, second, rest);
                }
            }
        }
        return best;
    }

    private List<Choice> choices(String question, Retrieval retrieval) {
        AnswerType wanted = AnswerType.of(question);
        List<Described> described =
                new QuoteFeatures(question, retrieval.terms()).describe(retrieval.passages(), settings.passages());
        double[] shares = model.sentences()
                .shares(described.stream()
                        .map(sentence -> sentence.features().values())
                        .toList());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble((Integer i) -> shares[i]).reversed());
        boolean anyTells = described.stream().anyMatch(Described::tells);
        List<Choice> choices = new ArrayList<>();
        Set<String> said = new HashSet<>();
        for (int i : order) {
            Described sentence = described.get(i);
            if (anyTells && !sentence.tells()) {
                continue;
            }
            String text =
                    sentence.span().of(sentence.passage().passage().chunk().text());
            if (choices.size() < settings.candidates()
                    && said.add(text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " "))) {
                choices.add(new Choice(
                        sentence,
                        new Stretches(
                                new SentenceWords(text, wanted, retrieval.terms()),
                                model.words(),
                                shares[i],
                                settings.maxWords())));
            }
        }
        return choices;
    }
}
