package io.millrace.bench.answers;

import io.millrace.bench.EndWithParent;
import io.millrace.bench.Report;
import io.millrace.cli.evaluation.Dataset;
import io.millrace.cli.session.CliFailure;
import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.problem.ProblemException;
import io.millrace.parse.tika.ParserSettings;
import io.millrace.parse.tika.TikaDocumentParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The process behind {@code millrace eval quotes}, {@code refusal} and {@code verification}: it ends when its standard input does. */
public final class AnswerModelsMain {

    private AnswerModelsMain() {}

    /** Arguments: quotes, refusal or verification, the dataset's folder, the model server's address, its model. */
    public static void main(String[] arguments) {
        EndWithParent.watch();
        Report report = new Report(System.out);
        Dataset dataset = new Dataset(Path.of(arguments[1]));
        ModelEndpoint model = new ModelEndpoint(URI.create(arguments[2]), arguments[3], Duration.ofMinutes(2));
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            EmbeddedCorpus corpus = new EmbeddedCorpus(
                    dataset.documents(),
                    new OpenAiEmbedder(model),
                    new HttpTokenCounter(model),
                    parser,
                    (done, total) -> report.progress("embedding", "documents", done, total));
            report.result(
                    switch (arguments[0]) {
                        case "quotes" -> new QuoteEvaluation(corpus, dataset.questions(), dataset.judgements()).run();
                        case "verification" ->
                            new VerificationEvaluation(
                                            corpus,
                                            dataset.documents(),
                                            dataset.questions(),
                                            dataset.judgements(),
                                            (done, total) -> report.progress("answering", "groups", done, total))
                                    .run();
                        default ->
                            new RefusalEvaluation(
                                            corpus,
                                            dataset.questions(),
                                            dataset.judgements(),
                                            (done, total) -> report.progress("asking", "groups", done, total))
                                    .run();
                    });
        } catch (IOException | CliFailure | ProblemException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }
}
