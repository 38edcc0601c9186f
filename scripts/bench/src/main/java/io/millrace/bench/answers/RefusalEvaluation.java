package io.millrace.bench.answers;

import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.core.answer.Calibration;
import io.millrace.core.answer.LogisticModel;
import io.millrace.core.answer.QuoteExamples.Example;
import io.millrace.core.answer.RefusalModel;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalSettings;
import io.millrace.core.retrieve.Retriever;
import io.millrace.index.lucene.LuceneStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Leaves groups of articles out of the index in turn: their questions must be refused. A model and its threshold are fitted on the questions of the other
 * groups; the same questions, asked while another group is left out, tell the false refusals.
 *
 * <p>Small indexes belong in the fit: fitted on large ones alone, a model refuses what single paragraphs do answer.
 */
final class RefusalEvaluation {

    private static final int GROUPS = 6;
    private static final int NONE = -1;

    /** One that a threshold is measured on, one that scores for it come from, one that is fitted on. */
    private static final int LEAST_GROUPS = 3;

    /** Fitted for MiniLM; this says how it does with the model server's embedder. */
    private static final RefusalModel SHIPPED = Calibration.MINILM.refusal();

    private static final int LARGE_COUNTS = 3;
    private static final double RIDGE = 1;
    private static final double[] FALSE_REFUSALS = {.02, .05};

    /** The share of the false refusals allowed that a threshold aims at: on other articles they are a little more often. */
    private static final double AIM = .95;

    private final EmbeddedCorpus corpus;
    private final Articles articles;
    private final List<Asked> asked;
    private final EmbeddedCorpus.Progress progress;

    /**
     * A question.
     *
     * @param documents any of which answers it, at least one
     * @param group that of the first one's article
     */
    private record Asked(String id, String text, Set<String> documents, int group, Embedding vector) {

        boolean isAnsweredBy(Predicate<String> admitted) {
            return documents.stream().anyMatch(admitted);
        }
    }

    /** What was found for a question, by what was in the index. */
    private record Case(String id, int group, boolean large, Example example) {

        double support() {
            return SHIPPED.model().probability(example.features());
        }

        boolean refused() {
            return support() < SHIPPED.threshold();
        }

        Map<String, Object> item() {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", id);
            item.put("answerable", example.positive());
            item.put("support", Math.round(support() * 1e4) / 1e4);
            item.put("refused", refused());
            return item;
        }
    }

    RefusalEvaluation(
            EmbeddedCorpus corpus,
            List<EvalQuestion> questions,
            Map<String, Map<String, Integer>> judgements,
            EmbeddedCorpus.Progress progress) {
        this.corpus = corpus;
        this.progress = progress;
        this.articles = new Articles(judgements.values(), GROUPS);
        this.asked = new ArrayList<>();
        for (EvalQuestion question : questions) {
            Set<String> gold = Articles.gold(judgements.getOrDefault(question.id(), Map.of()))
                    .keySet();
            if (!gold.isEmpty()) {
                asked.add(new Asked(
                        question.id(),
                        question.text(),
                        Set.copyOf(gold),
                        articles.group(gold.iterator().next()),
                        corpus.embedder().embedQuestion(question.text())));
            }
        }
    }

    /**
     * The metrics, under {@code items} what the model that ships makes of each question, with and without its article, and under {@code fitted} the lines of a
     * calibration file, fitted on all.
     */
    Map<String, Object> run() {
        if (asked.isEmpty()) {
            throw new CliFailure(
                    CliFailure.FAILED, "no question of the dataset has judged documents, which this needs");
        }
        Articles.requireGroups(LEAST_GROUPS, asked.stream().map(Asked::group));
        List<Case> cases = cases();
        Map<String, Object> metrics = new LinkedHashMap<>();
        Map<String, Object> atFalseRefusals = new LinkedHashMap<>();
        for (double wanted : FALSE_REFUSALS) {
            Map<String, Object> outOfFold = outOfFold(cases, wanted);
            metrics.put("refusedAt" + Math.round(wanted * 100), outOfFold.get("refused"));
            atFalseRefusals.put("atFalseRefusals" + Math.round(wanted * 100), outOfFold);
        }
        List<Case> large = cases.stream().filter(Case::large).toList();
        metrics.put("refused", refusedShare(large, false));
        metrics.put("falseRefusals", refusedShare(large, true));
        metrics.putAll(atFalseRefusals);
        LogisticModel model = fit(cases, NONE, NONE);
        Properties fitted = new Properties();
        new RefusalModel(model, Math.round(threshold(cases, NONE, FALSE_REFUSALS[0]) * 1000) / 1000.0).write(fitted);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("metrics", metrics);
        result.put("items", large.stream().map(Case::item).toList());
        result.put("fitted", new TreeMap<>(fitted));
        return result;
    }

    /** What share of the cases the model that ships refuses, of those that are answerable or of the others. */
    private static double refusedShare(List<Case> cases, boolean answerable) {
        double share = cases.stream()
                .filter(one -> one.example().positive() == answerable)
                .mapToInt(one -> one.refused() ? 1 : 0)
                .average()
                .orElse(0);
        return Math.round(share * 1e4) / 1e4;
    }

    private Map<String, Object> outOfFold(List<Case> cases, double wanted) {
        long refused = 0;
        long unanswerable = 0;
        long falselyRefused = 0;
        long answerable = 0;
        for (int group = 0; group < GROUPS; group++) {
            LogisticModel model = fit(cases, group, NONE);
            double threshold = threshold(cases, group, wanted);
            for (Case one : cases) {
                if (one.group() == group && one.large()) {
                    boolean low = model.probability(one.example().features()) < threshold;
                    unanswerable += one.example().positive() ? 0 : 1;
                    answerable += one.example().positive() ? 1 : 0;
                    refused += low && !one.example().positive() ? 1 : 0;
                    falselyRefused += low && one.example().positive() ? 1 : 0;
                }
            }
        }
        return Map.of(
                "refused",
                Math.round(refused * 1e4 / unanswerable) / 1e4,
                "falselyRefused",
                Math.round(falselyRefused * 1e4 / answerable) / 1e4,
                "unanswerable",
                unanswerable,
                "answerable",
                answerable);
    }

    /** Fitted on all groups but two; large indexes count more, since the target speaks of them. */
    private static LogisticModel fit(List<Case> cases, int without, int norWith) {
        List<Example> examples = new ArrayList<>();
        for (Case one : cases) {
            boolean taken = one.group() != without && one.group() != norWith;
            for (int i = 0; taken && i < (one.large() ? LARGE_COUNTS : 1); i++) {
                examples.add(one.example());
            }
        }
        return LogisticFit.fit(examples, RIDGE);
    }

    /**
     * Refuses nearly the wanted share of what large indexes do answer, one group left out. Each question is scored by a model that was fitted without its
     * group: a model's own examples look surer than others.
     */
    private static double threshold(List<Case> cases, int without, double wanted) {
        List<Double> scores = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            if (group != without) {
                LogisticModel model = fit(cases, without, group);
                for (Case one : cases) {
                    if (one.group() == group && one.large() && one.example().positive()) {
                        scores.add(model.probability(one.example().features()));
                    }
                }
            }
        }
        scores.sort(null);
        return scores.get((int) (AIM * wanted * scores.size()));
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            int out = group;
            int next = (group + 1) % GROUPS;
            ask(name -> articles.group(name) != out, one -> one.group() == out || one.group() == next, true, cases);
            progress.at(group + 1L, GROUPS);
        }
        small(Articles::of, cases);
        small(name -> name, cases);
        return cases;
    }

    /** An index of each part alone, asked by its own questions and by those of the part half way round. */
    private void small(UnaryOperator<String> partOf, List<Case> cases) {
        List<String> parts = asked.stream()
                .flatMap(one -> one.documents().stream().sorted())
                .map(partOf)
                .distinct()
                .toList();
        for (int i = 0; i < parts.size(); i++) {
            String own = parts.get(i);
            String other = parts.get((i + parts.size() / 2) % parts.size());
            ask(
                    name -> partOf.apply(name).equals(own),
                    one -> one.isAnsweredBy(name ->
                            partOf.apply(name).equals(own) || partOf.apply(name).equals(other)),
                    false,
                    cases);
        }
    }

    private void ask(Predicate<String> admitted, Predicate<Asked> asks, boolean large, List<Case> cases) {
        try (LuceneStore store = corpus.index(admitted)) {
            Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
            for (Asked one : asked) {
                if (asks.test(one)) {
                    double[] features = RefusalModel.features(retriever
                            .retrieve(
                                    new Question(one.text(), Visibility.anonymous(DocumentKey.DEFAULT_TENANT)),
                                    one.vector(),
                                    3)
                            .evidence());
                    cases.add(
                            new Case(one.id(), one.group(), large, new Example(features, one.isAnsweredBy(admitted))));
                }
            }
        }
    }
}
