package io.millrace.cli;

import io.millrace.cli.bench.BenchCommand;
import io.millrace.cli.bench.ColdStartBenchCommand;
import io.millrace.cli.bench.EmbedBenchCommand;
import io.millrace.cli.bench.FreshnessBenchCommand;
import io.millrace.cli.bench.GenerateBenchCommand;
import io.millrace.cli.bench.SearchBenchCommand;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.UnreachableException;
import io.millrace.cli.client.UnreadableFileException;
import io.millrace.cli.cluster.BackupCommand;
import io.millrace.cli.cluster.DeployCommand;
import io.millrace.cli.cluster.DoctorCommand;
import io.millrace.cli.cluster.RestoreCommand;
import io.millrace.cli.cluster.RolloutCommand;
import io.millrace.cli.cluster.UndeployCommand;
import io.millrace.cli.cluster.VerifyCommand;
import io.millrace.cli.command.AskCommand;
import io.millrace.cli.command.DeadLettersCommand;
import io.millrace.cli.command.DemoCommand;
import io.millrace.cli.command.DocumentsCommand;
import io.millrace.cli.command.ImagesCommand;
import io.millrace.cli.command.KeysCommand;
import io.millrace.cli.command.ModelsCommand;
import io.millrace.cli.command.ReindexCommand;
import io.millrace.cli.command.SearchCommand;
import io.millrace.cli.command.StatusCommand;
import io.millrace.cli.command.TopologyCommand;
import io.millrace.cli.evaluation.EvalCommand;
import io.millrace.cli.ingest.IngestCommand;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.GlobalOptions;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import io.millrace.cli.source.SourcesCommand;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** All commands that Java does (the launcher itself does {@code up} and {@code test}), and what their failures mean to the caller. */
final class CommandTree {

    private final GlobalOptions options;
    private final Output output;
    private final CommandLine root;

    CommandTree(GlobalOptions options, Output output, Map<String, String> environment) {
        this.options = options;
        this.output = output;
        Session session = new Session(options, output, environment);
        root = new CommandLine(new MillraceCommand(options))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new IngestCommand(session))
                .addSubcommand(new AskCommand(session))
                .addSubcommand(new SearchCommand(session))
                .addSubcommand(new DocumentsCommand(session))
                .addSubcommand(new SourcesCommand(session))
                .addSubcommand(new ReindexCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new DeadLettersCommand(session))
                .addSubcommand(new KeysCommand(session))
                .addSubcommand(new ModelsCommand(session))
                .addSubcommand(new TopologyCommand(session))
                .addSubcommand(new DeployCommand(session))
                .addSubcommand(new UndeployCommand(session))
                .addSubcommand(new DoctorCommand(session))
                .addSubcommand(new BackupCommand(session))
                .addSubcommand(new RestoreCommand(session))
                .addSubcommand(new VerifyCommand(session))
                .addSubcommand(new RolloutCommand(session))
                .addSubcommand(new EvalCommand(session))
                .addSubcommand(new CommandLine(new BenchCommand(session))
                        .addSubcommand(new SearchBenchCommand(session))
                        .addSubcommand(new EmbedBenchCommand(session))
                        .addSubcommand(new FreshnessBenchCommand(session))
                        .addSubcommand(new GenerateBenchCommand(session))
                        .addSubcommand(new ColdStartBenchCommand(session)))
                .addSubcommand(new ImagesCommand(session))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }

    CommandLine root() {
        return root;
    }

    int execute(String... args) {
        return root.execute(args);
    }

    private int wrongUsage(ParameterException failure, String[] args) {
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        return report(
                CliFailure.USAGE,
                failure.getMessage() + "; see '" + name + " --help'",
                // What is wrong may stand before it, and then it was not read.
                options.json() || List.of(args).contains("--json"));
    }

    private int failed(Exception failure) {
        return switch (failure) {
            case CliFailure known -> report(known.exitCode(), String.valueOf(known.getMessage()));
            case RefusedException refused ->
                report(
                        refused.refusal().status() == 400 ? CliFailure.USAGE : CliFailure.FAILED,
                        refused.refusal().detail());
            case UnreachableException unreachable ->
                report(CliFailure.FAILED, String.valueOf(unreachable.getMessage()));
            case UnreadableFileException unreadable ->
                report(CliFailure.FAILED, String.valueOf(unreadable.getMessage()));
            case ProblemException problem ->
                report(CliFailure.FAILED, problem.problem().detail());
            default -> report(CliFailure.FAILED, "unexpected: " + failure);
        };
    }

    private int report(int code, String message) {
        return report(code, message, options.json());
    }

    /** A program that asked for JSON gets an object even now, unless it has one already. */
    private int report(int code, String message, boolean json) {
        output.note(message);
        if (json && !output.hasAnswered()) {
            output.json(Map.of("error", message, "exitCode", code));
        }
        return code;
    }
}
