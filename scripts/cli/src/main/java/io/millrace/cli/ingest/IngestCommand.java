package io.millrace.cli.ingest;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import io.millrace.core.document.AccessList;
import io.millrace.source.folder.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds or updates files, folders, buckets and pages of the web. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Adds or updates files, folders and buckets (all below them) and pages of the web, and waits until they can be found.",
            "Unchanged files are not sent again; documents whose files are gone from a folder are removed."
        },
        footer =
                "JSON: accepted, indexed, unchanged, rejected: [{uri, code, reason}], removed, hidden, chunks, chunksEmbedded,"
                        + " seconds, documentsPerSecond")
public final class IngestCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH|URI",
            description =
                    "files and folders, pages (http, https), or s3://BUCKET/PREFIX/, gs://BUCKET/PREFIX/, az://ACCOUNT/CONTAINER/PREFIX/")
    private @Nullable List<String> paths;

    @Option(
            names = "--access",
            paramLabel = "WHO",
            split = ",",
            description = "who may see it: public, or user:NAME and group:NAME, separated by commas")
    private @Nullable List<String> access;

    @Option(names = "--no-wait", description = "return when everything is accepted; needs a running Millrace")
    private boolean noWait;

    @Option(
            names = "--watch",
            description = "go on with what changes in the folders, until Ctrl-C; with --json one line a document")
    private boolean watch;

    @Option(
            names = "--emptied",
            description = "of folders that have nothing in them any more, remove all that was in them")
    private boolean emptied;

    public IngestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> admitted = admitted();
        List<String> arguments = paths == null ? List.of() : paths;
        if (arguments.stream().anyMatch(String::isBlank)) {
            throw new CliFailure(CliFailure.USAGE, "an argument is empty; name the current folder with .");
        }
        for (String argument : arguments) {
            if (BucketIngestion.namesNone(argument)) {
                throw new CliFailure(
                        CliFailure.USAGE,
                        argument
                                + " names no bucket: write s3://BUCKET/PREFIX/, gs://BUCKET/PREFIX/ or az://ACCOUNT/CONTAINER/PREFIX/");
            }
        }
        List<Path> folders = watch ? folders(arguments) : List.of();
        try (Connection connection = noWait ? session.connectToRunning() : session.connect()) {
            if (!watch) {
                return ingest(connection, arguments, admitted).exitCode(!noWait);
            }
            if (!connection.local()) {
                throw new CliFailure(
                        CliFailure.USAGE, "--watch needs a Millrace on this machine that reads the folders");
            }
            try (FolderWatch watched = new FolderWatch(folders)) {
                ingest(connection, arguments, admitted);
                session.output().note("watching; Ctrl-C ends it");
                new WatchedIngestion(session, admitted).run(connection, watched, folders);
                return CliFailure.FAILED; // never: it ends by interruption
            }
        }
    }

    private IngestReport ingest(Connection connection, List<String> arguments, List<String> admitted) {
        IngestReport report = report(connection, arguments, admitted);
        if (session.options().json()) {
            session.output().json(report);
        } else {
            show(report);
        }
        return report;
    }

    private IngestReport report(Connection connection, List<String> arguments, List<String> admitted) {
        List<String> buckets =
                arguments.stream().filter(BucketIngestion::isBucket).toList();
        if (buckets.isEmpty()) {
            return new Ingestion(connection, session.output(), session.options().tenant())
                    .run(arguments, admitted, !noWait, emptied);
        }
        if (buckets.size() < arguments.size() || watch) {
            throw new CliFailure(
                    CliFailure.USAGE, "buckets go in by themselves: make a call of their own, without --watch");
        }
        return new BucketIngestion(connection, session.output()).run(buckets, admitted, !noWait);
    }

    /** The real paths of the folders among the arguments; pages are looked at by schedule. */
    private static List<Path> folders(List<String> arguments) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String argument : arguments) {
            if (PageIngestion.isPage(argument)) {
                continue;
            }
            Path path = folder(argument);
            if (!Files.isDirectory(path)) {
                throw new CliFailure(
                        CliFailure.USAGE, "--watch watches folders, and " + argument + " is none; name its folder");
            }
            if (OwnFolder.is(path)) {
                throw new CliFailure(CliFailure.USAGE, argument + " holds Millrace's own data or models");
            }
            folders.add(path.toRealPath());
        }
        return folders;
    }

    private static Path folder(String argument) {
        try {
            return FileScan.path(argument);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, argument + " can't be the name of a folder: " + e.getMessage());
        }
    }

    private List<String> admitted() {
        if (access == null) {
            return List.of();
        }
        try {
            return new AccessList(access).principals();
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, "--access: " + e.getMessage());
        }
    }

    private void show(IngestReport report) {
        Output output = session.output();
        for (Rejected item : report.rejected()) {
            output.line("rejected " + item.uri() + "  " + item.code() + ": " + item.reason());
        }
        output.line((noWait ? report.accepted() + " accepted, " : report.indexed() + " indexed, ") + report.unchanged()
                + " unchanged, " + report.removed() + " removed, "
                + report.rejected().size() + " rejected"
                + (report.hidden() > 0
                        ? ", " + report.hidden() + " hidden" + (report.hidden() == 1 ? " one" : " ones")
                                + " passed over"
                        : ""));
        if (report.indexed() > 0) {
            output.line(
                    Counted.of(report.chunks(), "passage") + ", " + report.chunksEmbedded() + " of them embedded, in "
                            + report.seconds() + " s, " + report.documentsPerSecond() + " documents a second");
        }
    }
}
