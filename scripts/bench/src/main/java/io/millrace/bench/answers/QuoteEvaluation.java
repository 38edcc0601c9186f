package io.millrace.bench.answers;

import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.evaluation.SquadText;
import io.millrace.cli.session.CliFailure;
import io.millrace.core.answer.QuoteExamples;
import io.millrace.core.answer.QuoteExamples.Example;
import io.millrace.core.answer.QuoteModel;
import io.millrace.core.answer.QuoteSettings;
import io.millrace.core.answer.Quoter;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.index.lucene.LuceneStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fits the model that chooses quotes on five of six groups of articles, and measures it on the sixth, in turn. */
final class QuoteEvaluation {

    private static final int GROUPS = 6;
    private static final double RIDGE = 10;
    private static final QuoteSettings SETTINGS = QuoteSettings.DEFAULT;

    private final List<Asked> asked = new ArrayList<>();
    private final EmbeddedCorpus corpus;

    private record Asked(
            EvalQuestion question, Map<String, Integer> gold, int group, Retrieval found, QuoteExamples examples) {}

    QuoteEvaluation(EmbeddedCorpus corpus, List<EvalQuestion> questions, Map<String, Map<String, Integer>> judgements) {
        this.corpus = corpus;
        Articles articles = new Articles(judgements.values(), GROUPS);
        try (LuceneStore store = corpus.index(name -> true)) {
            Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
            for (EvalQuestion question : questions) {
                Map<String, Integer> gold = Articles.gold(judgements.getOrDefault(question.id(), Map.of()));
                if (!question.answers().isEmpty() && !gold.isEmpty()) {
                    Retrieval found = retriever.retrieve(
                            new Question(question.text(), Visibility.anonymous(DocumentKey.DEFAULT_TENANT)),
                            corpus.embedder().embedQuestion(question.text()),
                            SETTINGS.passages());
                    asked.add(new Asked(
                            question,
                            gold,
                            articles.group(gold.keySet().iterator().next()),
                            found,
                            new QuoteExamples(
                                    question.text(),
                                    found,
                                    SETTINGS.passages(),
                                    document -> gold.containsKey(corpus.name(document)),
                                    text -> holds(question, text))));
                }
            }
        }
    }

    /** The metrics out of fold, and under {@code fitted} the lines of a calibration file, fitted on all. */
    Map<String, Object> run() {
        if (asked.isEmpty()) {
            throw new CliFailure(
                    CliFailure.FAILED, "no question of the dataset has answers and judged documents, which this needs");
        }
        Articles.requireGroups(2, asked.stream().map(Asked::group));
        int held = 0;
        int right = 0;
        for (int group = 0; group < GROUPS; group++) {
            Quoter quoter = new Quoter(SETTINGS, fit(group));
            for (Asked one : asked) {
                List<Quoter.Quote> quotes =
                        one.group() == group ? quoter.quote(one.question().text(), one.found()) : List.of();
                if (!quotes.isEmpty()) {
                    String text = quotes.stream().map(Quoter.Quote::text).collect(Collectors.joining(" "));
                    held += holds(one.question(), text) ? 1 : 0;
                    right += one.gold()
                                    .containsKey(corpus.name(
                                            quotes.getFirst().passage().document()))
                            ? 1
                            : 0;
                }
            }
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("questions", asked.size());
        metrics.put("goldInAnswer", Math.round(held * 1e4 / asked.size()) / 1e4);
        metrics.put("citedPassageRight", Math.round(right * 1e4 / asked.size()) / 1e4);
        Properties fitted = new Properties();
        fit(-1).write(fitted);
        return Map.of("metrics", metrics, "fitted", new TreeMap<>(fitted));
    }

    private QuoteModel fit(int without) {
        List<List<Example>> sentences = new ArrayList<>();
        List<List<Example>> words = new ArrayList<>();
        for (Asked one : asked) {
            if (one.group() != without) {
                sentences.add(one.examples().sentences());
                words.addAll(one.examples().words());
            }
        }
        if (words.isEmpty()) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "among the articles to fit on, no sentence that was found in a judged document holds an answer: there is nothing to fit on, so take a dataset whose"
                            + " answers are words of its documents");
        }
        return new QuoteModel(ChoiceFit.fit(sentences, RIDGE), ChoiceFit.fit(words, RIDGE));
    }

    private static boolean holds(EvalQuestion question, String text) {
        return question.answers().stream().anyMatch(gold -> SquadText.holds(text, gold));
    }
}
