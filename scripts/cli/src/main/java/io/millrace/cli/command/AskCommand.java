package io.millrace.cli.command;

import io.millrace.cli.client.Answer;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An answer with its sources. */
@Command(
        name = "ask",
        mixinStandardHelpOptions = true,
        description = "Answers a question from the documents, and shows its sources.",
        footer =
                "JSON: question, answer, answered, mode, degraded, reason, support, dropped, citations: [{number, document, chunk,"
                        + " uri, title, page, headings, span, quote}], usage, timings; with --file one object a line")
public final class AskCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "QUESTION", description = "several words need no quotes")
    private @Nullable List<String> question;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "auto, quote (the documents' own sentences) or generate (the model's, as far as the documents"
                    + " support them)")
    private AnswerMode mode = AnswerMode.AUTO;

    @Option(names = "--file", paramLabel = "FILE", description = "many questions, one a line")
    private @Nullable Path file;

    @Mixin
    private MetadataConditions conditions = new MetadataConditions();

    public AskCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> questions = questions();
        String where = conditions.joined();
        try (Connection connection = session.connect()) {
            for (String asked : questions) {
                answer(connection.client(), asked, where, questions.size() > 1);
            }
            return 0;
        }
    }

    private List<String> questions() {
        if ((file == null) == (question == null || question.isEmpty())) {
            throw new CliFailure(CliFailure.USAGE, "ask needs either a question or --file");
        }
        if (file == null) {
            return List.of(Words.required(question, "QUESTION"));
        }
        List<String> questions;
        try {
            questions = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the questions in " + file + " can't be read: give a text file, one question a line");
        }
        if (questions.isEmpty()) {
            throw new CliFailure(CliFailure.USAGE, "there is no question in " + file + ": write one a line");
        }
        return questions;
    }

    private void answer(MillraceClient client, String asked, @Nullable String where, boolean many) {
        if (session.options().json()) {
            session.output().json(client.ask(asked, mode, where));
            return;
        }
        if (many) {
            session.output().line("> " + asked);
        }
        Answer answer = client.ask(asked, mode, where, session.output()::part);
        session.output().line("");
        Sources.show(session.output(), answer);
        if (many) {
            session.output().line("");
        }
    }
}
