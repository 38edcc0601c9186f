package io.millrace.bench.answers;

import io.millrace.bench.answers.ClaimKind.Truth;
import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.session.CliFailure;
import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.AnswerRequest;
import io.millrace.core.answer.AnswerSettings;
import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.answer.LogisticModel;
import io.millrace.core.answer.QuoteExamples.Example;
import io.millrace.core.answer.RefusalModel;
import io.millrace.core.answer.SentenceEvidence;
import io.millrace.core.answer.VerificationExamples;
import io.millrace.core.answer.VerificationModel;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.IndexSnapshot;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Has a scripted generator say true and false sentences on what retrieval found, and counts which of them stay in the answer. Model and threshold are fitted
 * on five of six groups of articles and measured on the sixth, in turn.
 */
final class VerificationEvaluation {

    private static final int GROUPS = 6;
    private static final double RIDGE = 10;

    /** The share of the mutations of other articles that the threshold drops at least: a little above what is wanted of those that are measured. */
    private static final double DROPPED = .987;

    /** The share of their true sentences that it keeps at most: what is above the share that is wanted pays for the mutations that are harder. */
    private static final double KEPT = .99;

    private static final int PASSAGES = AnswerSettings.LAPTOP.generation().passages();

    private final List<Asked> asked = new ArrayList<>();
    private final EmbeddedCorpus corpus;
    private final EmbeddedCorpus.Progress progress;

    /** @param found whether the passages found hold the sentence that answers */
    private record Asked(EvalQuestion question, int group, Retrieval retrieval, boolean found, List<Claim> claims) {}

    /** @param example what the model sees of it; nothing where a hard rule drops it */
    private record Seen(Asked asked, Claim claim, Optional<Example> example) {}

    private record Judged(Asked asked, Claim claim, boolean kept, String reasons) {}

    VerificationEvaluation(
            EmbeddedCorpus corpus,
            List<CorpusDocument> documents,
            List<EvalQuestion> questions,
            Map<String, Map<String, Integer>> judgements,
            EmbeddedCorpus.Progress progress) {
        this.progress = progress;
        this.corpus = corpus;
        Articles articles = new Articles(judgements.values(), GROUPS);
        ClaimSet claims = new ClaimSet(documents);
        Map<String, CorpusDocument> byId = new LinkedHashMap<>();
        documents.forEach(document -> byId.put(document.id(), document));
        try (LuceneStore store = corpus.index(name -> true)) {
            Retriever retriever = new Retriever(store::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
            for (EvalQuestion question : questions) {
                for (String id : Articles.gold(judgements.getOrDefault(question.id(), Map.of()))
                        .keySet()) {
                    CorpusDocument document = byId.get(id);
                    String gold = document == null
                            ? null
                            : claims.gold(question, document).orElse(null);
                    if (document != null && gold != null) {
                        Retrieval found = retriever.retrieve(
                                new Question(question.text(), Visibility.anonymous(DocumentKey.DEFAULT_TENANT)),
                                corpus.embedder().embedQuestion(question.text()),
                                PASSAGES);
                        List<String> texts = found.passages().stream()
                                .map(passage -> passage.passage().chunk().text())
                                .toList();
                        asked.add(new Asked(
                                question,
                                articles.group(id),
                                found,
                                texts.stream().anyMatch(text -> text.contains(gold)),
                                claims.of(question, document, gold, texts)));
                    }
                }
            }
        }
    }

    /** The metrics out of fold, what was judged wrongly, and under {@code fitted} the lines of a calibration file, fitted on all. */
    Map<String, Object> run() {
        if (asked.isEmpty()) {
            throw new CliFailure(
                    CliFailure.FAILED, "no question of the dataset has answers and judged documents, which this needs");
        }
        Articles.requireGroups(2, asked.stream().map(Asked::group));
        List<Judged> judged = new ArrayList<>();
        VerificationModel all;
        try (LuceneStore store = corpus.index(name -> true)) {
            List<Seen> seen = seen(store);
            for (int group = 0; group < GROUPS; group++) {
                judge(group, fit(seen, group), store, judged);
                progress.at(group + 1L, GROUPS);
            }
            all = fit(seen, -1);
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("questions", asked.size());
        metrics.put("goldFound", asked.stream().filter(Asked::found).count());
        metrics.put("trueKept", share(judged, Truth.TRUE, true));
        metrics.put("mutationsDropped", share(judged, Truth.MUTATED, false));
        metrics.put("hardMutationsDropped", share(judged, Truth.MUTATED_HARD, false));
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (ClaimKind kind : ClaimKind.values()) {
            List<Judged> of = judged.stream()
                    .filter(one -> one.claim().kind() == kind && counts(one))
                    .toList();
            long right = of.stream().filter(VerificationEvaluation::isRight).count();
            kinds.put(
                    kind.name().toLowerCase(Locale.ROOT),
                    Map.of("right", right, "claims", of.size(), "share", rounded(right, of.size())));
        }
        metrics.put("kinds", kinds);
        List<Map<String, String>> items = judged.stream()
                .filter(one -> counts(one) && !isRight(one))
                .map(one -> Map.of(
                        "id",
                        one.asked().question().id(),
                        "kind",
                        one.claim().kind().name(),
                        "text",
                        one.claim().text(),
                        "reasons",
                        one.reasons(),
                        "gold",
                        one.asked().claims().getFirst().text()))
                .toList();
        Properties fitted = new Properties();
        all.write(fitted);
        return Map.of("metrics", metrics, "items", items, "fitted", new TreeMap<>(fitted));
    }

    private static boolean counts(Judged one) {
        return one.claim().kind().truth() != Truth.TRUE || one.asked().found();
    }

    private static boolean isRight(Judged one) {
        return one.kept() == (one.claim().kind().truth() == Truth.TRUE);
    }

    private static double share(List<Judged> judged, Truth truth, boolean kept) {
        List<Judged> of = judged.stream()
                .filter(one -> one.claim().kind().truth() == truth && counts(one))
                .toList();
        return rounded(of.stream().filter(one -> one.kept() == kept).count(), of.size());
    }

    private static double rounded(long part, long of) {
        return of == 0 ? 0 : Math.round(part * 1e4 / of) / 1e4;
    }

    private List<Seen> seen(LuceneStore store) {
        List<Seen> seen = new ArrayList<>();
        try (IndexSnapshot snapshot = store.snapshot()) {
            for (Asked one : asked) {
                VerificationExamples examples =
                        new VerificationExamples(one.retrieval(), PASSAGES, snapshot::inverseDocumentFrequency);
                for (Claim claim : one.claims()) {
                    boolean isTrue = claim.kind().truth() == Truth.TRUE;
                    if (one.found() || !isTrue) {
                        seen.add(new Seen(one, claim, examples.of(claim.text(), isTrue)));
                    }
                }
            }
        }
        return seen;
    }

    /** Weights and threshold from all groups but one. A word for another is no example: what is false and what is a synonym differ in meaning only. */
    private static VerificationModel fit(List<Seen> seen, int without) {
        List<Seen> own = seen.stream()
                .filter(one -> one.asked().group() != without && one.claim().kind() != ClaimKind.WORD)
                .toList();
        List<Example> examples =
                own.stream().flatMap(one -> one.example().stream()).toList();
        if (examples.isEmpty() || none(own, Truth.TRUE) || none(own, Truth.MUTATED)) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the questions that have answers are of too few articles: without those of one group nothing true or nothing false is"
                            + " left to fit on; add questions, answers and judgements of other articles (a document's article is its name up to #)");
        }
        LogisticModel model = LogisticFit.fit(examples, RIDGE);
        double[] mutated = probabilities(own, Truth.MUTATED, model);
        double[] meant = probabilities(own, Truth.TRUE, model);
        double threshold = Math.max(
                Math.nextUp(mutated[(int) Math.ceil(DROPPED * mutated.length) - 1]),
                meant[(int) ((1 - KEPT) * meant.length)]);
        return new VerificationModel(model, Math.clamp(Math.ceil(threshold * 1e5) / 1e5, 0, 1));
    }

    private static boolean none(List<Seen> seen, Truth truth) {
        return seen.stream().noneMatch(one -> one.claim().kind().truth() == truth);
    }

    /** In ascending order; 0 for what a hard rule drops. */
    private static double[] probabilities(List<Seen> seen, Truth truth, LogisticModel model) {
        return seen.stream()
                .filter(one -> one.claim().kind().truth() == truth)
                .mapToDouble(one -> one.example()
                        .map(example -> model.probability(example.features()))
                        .orElse(0.0))
                .sorted()
                .toArray();
    }

    private void judge(int group, VerificationModel model, LuceneStore store, List<Judged> judged) {
        ScriptedReply generator = new ScriptedReply();
        AnswerSettings shipped = AnswerSettings.LAPTOP;
        Answerer answerer = new Answerer(
                store::snapshot,
                generator,
                new AnswerSettings(
                        shipped.quote(),
                        shipped.quotes(),
                        shipped.generation(),
                        model,
                        shipped.prompts(),
                        new RefusalModel(shipped.refusal().model(), 0)));
        for (Asked one : asked) {
            for (Claim claim : one.group() == group ? one.claims() : List.<Claim>of()) {
                generator.willSay(claim.text());
                Answer answer = answerer.answer(
                        new AnswerRequest(one.question().text(), AnswerMode.GENERATE, GenerationOptions.none(), true),
                        one.retrieval(),
                        text -> {});
                boolean kept = answer.mode() == AnswerMode.GENERATE && answer.dropped() == 0;
                judged.add(new Judged(one, claim, kept, reasons(answer)));
            }
        }
    }

    private static String reasons(Answer answer) {
        return answer.evidence() == null
                ? ""
                : answer.evidence().sentences().stream()
                        .filter(sentence -> sentence.verdict() != SentenceEvidence.Verdict.QUOTED)
                        .map(sentence -> sentence.reason() == null
                                ? sentence.verdict() + " " + sentence.support()
                                : sentence.reason() + " " + sentence.support())
                        .collect(Collectors.joining(", "));
    }
}
