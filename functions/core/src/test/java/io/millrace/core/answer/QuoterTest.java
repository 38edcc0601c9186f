package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.retrieve.TestCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuoterTest {

    private final Quoter quoter = new Quoter(QuoteSettings.DEFAULT, Calibration.MINILM.quotes());

    /** Takes a second passage's sentence however little it adds. */
    private final Quoter generous = new Quoter(new QuoteSettings(3, 5, 60, 0, .03), Calibration.MINILM.quotes());

    @Test
    void quotesTheTwoBestSentencesOfOnePassageInReadingOrder() {
        TestCorpus corpus = new TestCorpus()
                .add(
                        "bees",
                        "Bees",
                        "Bees dance for the hive. The weather is fine today. The queen bees of a hive dance never.");
        assertThat(texts(corpus, "Do the queen bees of a hive dance?"))
                .containsExactly("Bees dance for the hive.", "The queen bees of a hive dance never.");
    }

    @Test
    void bestComesFirstWhereTheyAreOfTwoPassages() {
        TestCorpus corpus = new TestCorpus()
                .add("a", "", "The condenser was made by hand.")
                .add("b", "", "Watt patented the separate condenser.");
        assertThat(texts(generous, corpus, "Who patented the separate condenser?"))
                .containsExactly("Watt patented the separate condenser.", "The condenser was made by hand.");
    }

    @Test
    void addsNoSentenceOfAnotherPassageThatHardlyAnswers() {
        TestCorpus corpus = new TestCorpus()
                .add("a", "", "In 1769 Watt patented the separate condenser.")
                .add("b", "", "A condenser is in many kitchens today.");
        assertThat(texts(corpus, "When did Watt patent the separate condenser?"))
                .containsExactly("In 1769 Watt patented the separate condenser.");
        assertThat(texts(generous, corpus, "When did Watt patent the separate condenser?"))
                .hasSize(2);
    }

    @Test
    void saysNothingTwice() {
        TestCorpus corpus = new TestCorpus()
                .add("a", "", "Watt patented the condenser.")
                .add("b", "", "Watt patented  the condenser.")
                .add("c", "", "A condenser cools steam.");
        assertThat(texts(generous, corpus, "Who patented the condenser?"))
                .containsExactly("Watt patented the condenser.", "A condenser cools steam.");
    }

    @Test
    void whatRepeatsTheQuestionIsNoAnswer() {
        TestCorpus corpus = new TestCorpus()
                .add("a", "", "THE SEPARATE CONDENSER\n\nWhat is a separate condenser?\n\nIt cools the steam apart.");
        assertThat(texts(corpus, "What is the separate condenser?")).containsExactly("It cools the steam apart.");
        TestCorpus nothingElse = new TestCorpus().add("a", "", "THE SEPARATE CONDENSER");
        assertThat(texts(nothingElse, "What is the separate condenser?")).containsExactly("THE SEPARATE CONDENSER");
    }

    @Test
    void staysWithinTheWords() {
        String filler = "and then it went on for many words more ".repeat(6);
        TestCorpus corpus = new TestCorpus()
                .add("a", "", "The condenser " + filler + "end.")
                .add("b", "", "A patent for the condenser " + filler + "end.");
        List<Quoter.Quote> quotes =
                quoter.quote("Who has the condenser patent?", corpus.retrieve("Who has the condenser patent?", 5));
        int words = quotes.stream()
                .mapToInt(quote -> quote.text().split("\\s+").length)
                .sum();
        assertThat(words).isLessThanOrEqualTo(60);
    }

    private List<String> texts(TestCorpus corpus, String question) {
        return texts(quoter, corpus, question);
    }

    private static List<String> texts(Quoter quoter, TestCorpus corpus, String question) {
        return quoter.quote(question, corpus.retrieve(question, 5)).stream()
                .map(quote -> quote.text())
                .toList();
    }
}
