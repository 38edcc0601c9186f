package io.millrace.cli.command;

import io.millrace.cli.client.Answer;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.ingest.IngestReport;
import io.millrace.cli.ingest.Ingestion;
import io.millrace.cli.ingest.Rejected;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The first thing to run. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Sets everything up, ingests Millrace's own handbook, and asks it three questions.",
        footer =
                "JSON: answers: [{question, answer, answered, citations: [{document, uri, title, page, headings, span, quote}]}],"
                        + " seconds")
public final class DemoCommand implements Callable<Integer> {

    /** The answers are in the handbook's HTML page, its PDF and its DOCX. */
    static final List<String> QUESTIONS = List.of(
            "How many times is a failed delivery tried again?",
            "What happens to a sentence that nothing supports?",
            "On which port does the API listen?");

    private final Session session;

    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        Output output = session.output();
        boolean json = session.options().json();
        Path handbook = session.fromLauncher("MILLRACE_HANDBOOK");
        List<Answer> answers = new ArrayList<>();
        try (Connection connection = session.connect()) {
            IngestReport report = new Ingestion(
                            connection, output, session.options().tenant())
                    .run(List.of(handbook.toString()), List.of(), true);
            output.note("the handbook: " + Counted.of(report.indexed(), "document") + " indexed, " + report.unchanged()
                    + " unchanged");
            for (Rejected item : report.rejected()) {
                output.note("rejected " + item.uri() + ": " + item.reason());
            }
            if (report.indexed() + report.unchanged() == 0) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        "nothing of the handbook at " + handbook + " went in; the reasons are above");
            }
            for (String question : QUESTIONS) {
                answers.add(json ? connection.client().ask(question, AnswerMode.AUTO) : show(connection, question));
            }
        }
        double seconds = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("answers", answers);
            result.put("seconds", seconds);
            output.json(result);
        } else {
            sayWhatNext(seconds);
        }
        return answers.stream().allMatch(Answer::answered) ? 0 : CliFailure.FAILED;
    }

    private Answer show(Connection connection, String question) {
        Output output = session.output();
        output.line("");
        output.line("> " + question);
        Answer answer = connection.client().ask(question, AnswerMode.AUTO, output::part);
        output.line("");
        Sources.show(output, answer);
        return answer;
    }

    private void sayWhatNext(double seconds) {
        Output output = session.output();
        output.line("");
        output.line("That took " + seconds + " s. Now with your own documents:");
        output.line("  scripts/millrace ingest ~/Documents/some-folder");
        output.line("  scripts/millrace ask \"a question about them\"");
        output.line("  scripts/millrace up          keeps it running, so that each command answers at once");
    }
}
