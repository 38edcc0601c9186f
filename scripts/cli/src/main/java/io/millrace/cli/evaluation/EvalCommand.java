package io.millrace.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.bench.BenchProcess;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import io.millrace.client.ModelEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures on a dataset, with a Millrace and a data directory of its own that are gone afterwards. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Measures retrieval and answers on a dataset, through the whole chain, with a Millrace of its own on a temporary folder; how files are read and cut.",
            "A dataset of the first two is a folder in the BEIR layout: corpus.jsonl (or files under docs/), queries.jsonl, qrels/test.tsv."
        })
public final class EvalCommand {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final double ENOUGH_WORDS = .9;

    private final Session session;

    public EvalCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "retrieval",
            mixinStandardHelpOptions = true,
            description = {
                "Ranks the documents for each judged question. A document stands where its best passage stands.",
                "intervals hold 95 %% of the means of 10,000 resamples of the questions; items are each question's values, which --baseline",
                "compares with: gain is the mean difference, its interval, and the share of resamples that gain."
            },
            footer =
                    "JSON: ndcg@10, recall@1, recall@3, recall@5, recall@10, recall@20, recall@100, mrr@10, queries, documents,"
                            + " rejected, documentsPerSecond, embedderDocumentsPerSecond, searchMillis: {p50, p99}, rssMegabytes,"
                            + " intervals: {NAME: [low, high]}, gain: {NAME: {mean, low, high, better}}, items: [{id, ...}]")
    int retrieval(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset") Path folder,
            @Option(names = "--run", paramLabel = "FILE", description = "also write the rankings, in TREC's form")
                    @Nullable
                    Path run,
            @Option(
                            names = "--baseline",
                            paramLabel = "FILE",
                            description = "compare with an earlier run, as --json wrote it")
                    @Nullable
                    Path baseline,
            @Option(
                            names = "--no-embedder",
                            description = "leave out embedderDocumentsPerSecond, which embeds all once more")
                    boolean noEmbedder) {
        Dataset dataset = new Dataset(folder);
        RunComparison comparison = baseline == null ? null : new RunComparison(baseline);
        try (Connection connection = start()) {
            MillraceClient client = connection.client().patient(PATIENCE);
            CorpusIngestion.Result corpus = ingest(client, dataset);
            TrecRun rankings = new TrecRun();
            Map<String, Object> metrics =
                    new RetrievalEvaluation(client, session.output()).run(dataset, corpus.names(), rankings);
            metrics.put("documents", corpus.names().size());
            metrics.put("rejected", corpus.rejected());
            metrics.put("documentsPerSecond", rounded(corpus.documentsPerSecond()));
            if (!noEmbedder) {
                double alone = new EmbedderSpeed(client, session.output())
                        .documentsPerSecond(corpus.names().keySet());
                metrics.put("embedderDocumentsPerSecond", rounded(alone));
            }
            if (run != null) {
                rankings.write(run);
            }
            if (comparison != null) {
                metrics.put(
                        "gain",
                        comparison.gains(
                                Objects.requireNonNull(metrics.get(RetrievalEvaluation.ITEMS)),
                                RetrievalEvaluation.METRICS));
            }
            Map<String, Object> forPeople = new LinkedHashMap<>(metrics);
            forPeople.remove(RetrievalEvaluation.ITEMS);
            show(metrics, forPeople);
            return 0;
        }
    }

    @Command(
            name = "answers",
            mixinStandardHelpOptions = true,
            description = {
                "Asks the questions that have gold answers. An answer is right if it has at most two sentences and 60 words and",
                "holds a gold answer as whole words, compared as SQuAD does. Its citation is right if the first one is a judged document; where the questions",
                "have 'pages', as file.pdf#7, if at least one page is cited and every cited one is among them. goldTokenRecall is the share of a gold answer's",
                "words that the answer has. intervals hold 95 %% of the means of 10,000 resamples of the questions."
            },
            footer =
                    "JSON: metrics: {goldInAnswer, goldTokenRecall, citedPassageRight, answered, questions, longestWords, longestSentences,"
                            + " intervals: {NAME: [low, high]}, answerMillis: {p50, p99}}, items: [{id, question, answer, ...}]")
    int answers(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset") Path folder,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "2147483647",
                            description = "the first so many questions (default: all)")
                    int limit,
            @Option(
                            names = "--mode",
                            paramLabel = "MODE",
                            defaultValue = "auto",
                            description = "auto, quote or generate (default: ${DEFAULT-VALUE})")
                    AnswerMode mode) {
        if (limit < 1) {
            throw new CliFailure(CliFailure.USAGE, "--limit must be at least 1, but is " + limit);
        }
        Dataset dataset = new Dataset(folder);
        try (Connection connection = start()) {
            MillraceClient client = connection.client().patient(PATIENCE);
            CorpusIngestion.Result corpus = ingest(client, dataset);
            AnswerEvaluation.Result result =
                    new AnswerEvaluation(client, session.output(), mode).run(dataset, limit, corpus.names());
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("metrics", result.metrics());
            all.put("items", result.items());
            show(all, result.metrics());
            return 0;
        }
    }

    @Command(
            name = "chunking",
            mixinStandardHelpOptions = true,
            description = {
                "Measures chunkers by how well the five chunks nearest to a question cover the excerpts that answer it, by vectors alone.",
                "The dataset is a folder with questions_df.csv and a text NAME.md a corpus, as in Chroma's chunking evaluation."
            },
            footer =
                    "JSON: byChunker: {NAME: {recall, precision, iou, chunks, recallGain: {mean, low, high, better}, iouGain,"
                            + " withSentences: {recall, precision, iou, recallGain, iouGain}}},"
                            + " questions, retrieved. The gain is over recursive, with the 95 %% interval of a paired bootstrap and the share of its resamples that gain.")
    int chunking(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset") Path folder,
            @Option(names = "--chunkers", paramLabel = "NAME", split = ",", description = "only these (default: all)")
                    @Nullable
                    List<String> only) {
        ExcerptDataset dataset = ExcerptDataset.read(folder);
        try (Connection connection = start()) {
            ChunkingEvaluation evaluation = new ChunkingEvaluation(
                    dataset, EmbeddingEndpoint.of(connection.client().patient(PATIENCE)), session.output());
            Collection<String> names = only == null ? evaluation.names() : only;
            if (!evaluation.names().containsAll(names)) {
                throw new CliFailure(
                        CliFailure.USAGE, "--chunkers takes names of " + evaluation.names() + ", but has " + names);
            }
            Map<String, Object> result = evaluation.run(names);
            show(result, result);
            return 0;
        }
    }

    @Command(
            name = "parsing",
            mixinStandardHelpOptions = true,
            description = {
                "Reads the files that manifest.tsv in the folder names, as ingestion reads them, and compares what came of each with its column",
                "'outcome' (parsed, or what follows document- in a verdict's code, or any), and its words with those of its 'expected_file'."
            },
            footer =
                    "JSON: metrics: {files, agreement, filesWithText, wordRecallReached (share of files with at least .9 of the distinct words),"
                            + " unexpectedWordsMedian, seconds}, files: [{path, outcome, code, agrees, wordRecall, unexpectedWords, millis, metadata}]")
    int parsing(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the files") Path folder) {
        JsonNode result = new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                .run("io.millrace.bench.ParsingEvaluationMain", List.of(folder.toString()));
        if (session.options().json()) {
            session.output().json(result);
            return 0;
        }
        result.path("metrics")
                .properties()
                .forEach(metric -> session.output().line(metric.getKey() + "  " + metric.getValue()));
        for (JsonNode file : result.path("files")) {
            if (!file.path("agrees").asBoolean() || file.path("wordRecall").asDouble(1) < ENOUGH_WORDS) {
                session.output()
                        .line(file.path("path").asText() + "  "
                                + file.path("outcome").asText() + "  "
                                + file.path("wordRecall").asText(""));
            }
        }
        return 0;
    }

    @Command(
            name = "quotes",
            mixinStandardHelpOptions = true,
            description = {
                "Fits the model that chooses quotes on five of six groups of the dataset's articles and measures it on the sixth, in turn, without the rest",
                "of the chain. The weights fitted on all stand in the result, as lines of a calibration file."
            },
            footer = "JSON: metrics: {questions, goldInAnswer, citedPassageRight}, fitted: {NAME: VALUE}")
    int quotes(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset")
                    Path folder) {
        return fit("quotes", folder);
    }

    @Command(
            name = "refusal",
            mixinStandardHelpOptions = true,
            description = {
                "Leaves six groups of the dataset's articles out of the index in turn: their questions must be refused. Model and threshold are fitted on the",
                "other groups. The ones fitted on all stand in the result, as lines of a calibration file."
            },
            footer =
                    "JSON: metrics: {refusedAt2, refusedAt5: the share refused at 2 % and 5 % false refusals, refused, falseRefusals: the shares of the model and threshold"
                            + " that ship, atFalseRefusals2, atFalseRefusals5: {refused, falselyRefused, unanswerable, answerable}}, items: what ships makes of each"
                            + " question, with and without its article [{id, answerable, support, refused}], fitted: {NAME: VALUE}")
    int refusal(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset")
                    Path folder) {
        return fit("refusal", folder);
    }

    @Command(
            name = "verification",
            mixinStandardHelpOptions = true,
            description = {
                "Has a scripted generator answer each question that has gold answers: with the sentence that holds one, with paraphrases of it made by rules, and with",
                "seeded mistakes. True sentences must stay in the answer, mistakes must not. Model and threshold are fitted on five of six groups of articles and",
                "measured on the sixth, in turn; what retrieval found decides what can be supported. The ones fitted on all stand in the result, as lines of a calibration file."
            },
            footer =
                    "JSON: metrics: {questions, goldFound, trueKept, mutationsDropped, hardMutationsDropped, kinds: {KIND: {right, claims, share}}}, items: those that"
                            + " were judged wrongly [{id, kind, text, gold, reasons}], fitted: {NAME: VALUE}. True sentences count where the sentence they are made of was found.")
    int verification(
            @Option(names = "--dataset", required = true, paramLabel = "DIR", description = "the dataset")
                    Path folder) {
        return fit("verification", folder);
    }

    private int fit(String what, Path folder) {
        try (Connection connection = start()) {
            ModelEndpoint model = EmbeddingEndpoint.of(connection.client().patient(PATIENCE));
            JsonNode result = new BenchProcess(session.fromLauncher(BenchProcess.CLASS_PATH), session.output())
                    .run(
                            "io.millrace.bench.answers.AnswerModelsMain",
                            List.of(
                                    what,
                                    folder.toString(),
                                    model.bases().getFirst().toString(),
                                    model.model()));
            if (session.options().json()) {
                session.output().json(result);
            } else {
                result.path("metrics")
                        .properties()
                        .forEach(metric -> session.output().line(metric.getKey() + "  " + metric.getValue()));
                result.path("fitted")
                        .properties()
                        .forEach(weight -> session.output()
                                .line(weight.getKey() + "=" + weight.getValue().asText()));
            }
            return 0;
        }
    }

    private Connection start() {
        if (session.options().url() != null) {
            throw new CliFailure(
                    CliFailure.USAGE, "eval starts a Millrace of its own on a temporary folder: leave out --url");
        }
        session.output().note("starting a Millrace on a temporary folder");
        return session.startTemporary();
    }

    private CorpusIngestion.Result ingest(MillraceClient client, Dataset dataset) {
        return new CorpusIngestion(client, session.output()).run(dataset.documents());
    }

    private void show(Map<String, Object> forPrograms, Map<String, Object> forPeople) {
        if (session.options().json()) {
            session.output().json(forPrograms);
        } else {
            forPeople.forEach((name, value) -> session.output().line(name + "  " + value));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
