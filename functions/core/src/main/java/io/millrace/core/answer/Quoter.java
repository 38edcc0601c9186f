package io.millrace.core.answer;

import io.millrace.core.index.Passage;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.ScoredPassage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Answers with the best sentences of the best passages, word for word. No model, no waiting. */
final class Quoter {

    /** Fewer words than this say too little to be worth a citation. */
    private static final int FEWEST_WORDS = 6;

    private static final Comparator<Choice> BEST_FIRST = Comparator.comparingDouble(Choice::score)
            .reversed()
            .thenComparingInt(Choice::rank)
            .thenComparingInt(choice -> choice.span().start());

    private static final Comparator<Quote> READING_ORDER =
            Comparator.comparingInt(quote -> quote.excerpt().span().start());

    private final QuoteSettings settings;

    Quoter(QuoteSettings settings) {
        this.settings = settings;
    }

    /** A stretch of a passage. */
    record Quote(Passage passage, Excerpt excerpt) {}

    private record Choice(Passage passage, int rank, Span span, double score) {}

    /** At least one quote, unless nothing was retrieved: the best first, those of one passage in reading order. */
    List<Quote> quote(Retrieval retrieval) {
        List<Quote> quotes = new ArrayList<>();
        Set<String> said = new HashSet<>();
        int wordsLeft = settings.maxWords();
        for (Choice choice : choices(retrieval)) {
            // One word of the room is the mark of the citation.
            if (quotes.size() == settings.sentences() || wordsLeft - 1 < FEWEST_WORDS) {
                break;
            }
            Excerpt excerpt =
                    Excerpt.of(choice.passage().chunk().text(), choice.span(), retrieval.terms(), wordsLeft - 1);
            if (said.add(excerpt.text().toLowerCase(Locale.ROOT))) {
                quotes.add(new Quote(choice.passage(), excerpt));
                wordsLeft -= excerpt.words() + 1;
            }
        }
        boolean onePassage = quotes.stream().map(Quote::passage).distinct().count() == 1;
        if (onePassage) {
            quotes.sort(READING_ORDER);
        }
        return quotes;
    }

    private List<Choice> choices(Retrieval retrieval) {
        List<Choice> choices = new ArrayList<>();
        List<ScoredPassage> passages = retrieval.passages();
        for (int rank = 0; rank < Math.min(settings.passages(), passages.size()); rank++) {
            ScoredPassage passage = passages.get(rank);
            double bonus = rank == 0 ? settings.firstBonus() : 0;
            for (ScoredSentence sentence : passage.sentences()) {
                choices.add(new Choice(passage.passage(), rank, sentence.span(), sentence.score() + bonus));
            }
        }
        choices.sort(BEST_FIRST);
        return choices;
    }
}
