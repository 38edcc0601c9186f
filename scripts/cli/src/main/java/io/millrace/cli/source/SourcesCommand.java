package io.millrace.cli.source;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.ingest.ReindexCompletion;
import io.millrace.cli.ingest.Rejected;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Session;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowUri;
import io.millrace.source.cassandra.CassandraReaders;
import io.millrace.source.cassandra.CassandraSettings;
import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.mongodb.MongoReaders;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Engine;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReaders;
import io.millrace.source.row.SlotName;
import io.millrace.source.row.SourceCheck;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Databases whose rows are documents. */
@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        description = {
            "Databases whose rows are documents. A mapping file says where a database is and what becomes of its rows (its form: functions/row-mapping/README.md).",
            "Mappings are kept in the data directory. On Knative they are files of the ConfigMap millrace-databases (knative/components/rows)."
        },
        footer =
                "JSON: add: source, uri, changed, removed, unchanged, done, rejected: [{uri, code, reason}]; check: source, tables: [{table, readable, findings: [{level, table, what, remedy}], documents}];"
                        + " list: sources: [{name, engine, uri, tables, file}], a broken one {file, problem}; show: the same of one, and capture; remove: source, documents")
public final class SourcesCommand {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final List<RowReaders> READERS = List.of(
            new JdbcReaders(JdbcSettings.USUAL),
            new MongoReaders(MongoSettings.USUAL),
            new CassandraReaders(CassandraSettings.USUAL));

    private final Session session;

    /** Of rows that are rejected; a table may have a million. */
    private static final int SHOWN = 10;

    public SourcesCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Checks a mapping, keeps it, and waits until its rows can be found. One of the same name is replaced.")
    int add(
            @Parameters(paramLabel = "FILE", description = "the mapping") Path file,
            @Option(names = "--no-wait", description = "return when it is accepted; needs a running Millrace")
                    boolean noWait) {
        MappingFiles files = files();
        SourceMapping mapping = MappingFiles.read(file);
        CheckView check = check(mapping);
        if (!check.readable()) {
            check.show(session.output().aside());
            throw new CliFailure(
                    CliFailure.FAILED,
                    "nothing was added: a table of " + file + " can't be read as it says, see above");
        }
        check.omissions().forEach(session.output()::note);
        // Where nothing runs, or can be started, nothing is left half done.
        try (Connection connection = noWait ? session.connectToRunning() : session.connect()) {
            Path kept = files.put(mapping, file);
            session.output().note("the mapping is kept in " + kept);
            MillraceClient client = connection.client().patient(PATIENCE);
            ReindexRunView run = client.reindex(RowUri.rootOf(mapping.name()), false);
            List<Rejected> rejected = List.of();
            if (!noWait) {
                ReindexCompletion completion = new ReindexCompletion(client);
                run = completion.await(run);
                rejected = Rejected.among(completion.awaitSettled(List.of(run)));
                requireRead(check, run, kept);
            }
            show(mapping, run, rejected);
            return exitCode(run, rejected);
        }
    }

    static int exitCode(ReindexRunView run, List<Rejected> rejected) {
        if (rejected.isEmpty()) {
            return 0;
        }
        return run.changed() + run.unchanged() > rejected.size() ? CliFailure.PARTLY : CliFailure.FAILED;
    }

    /** What this process can read, the one that indexes may not: it has other variables, files and ways to the database. */
    private static void requireRead(CheckView check, ReindexRunView run, Path kept) {
        if (!run.failed().isEmpty()) {
            ReindexRunView.Failed failed = run.failed().getFirst();
            throw new CliFailure(
                    CliFailure.FAILED,
                    "Millrace could not read all of " + check.source() + ": " + failed.uri() + ": " + failed.reason()
                            + ". The mapping is kept in " + kept + "; 'millrace sources add' tries again");
        }
        if (check.hasDocuments() && run.changed() + run.unchanged() == 0) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "Millrace read no row of " + check.source()
                            + ", though this command did: see that the password and the database can be reached from where it runs, and its logs. The mapping is kept in "
                            + kept + "; 'millrace sources add' tries again");
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Tries a mapping against its database and shows ten documents of each table; nothing is indexed or kept.")
    int check(@Parameters(paramLabel = "FILE", description = "the mapping") Path file) {
        CheckView check = check(MappingFiles.read(file));
        if (session.options().json()) {
            session.output().json(check.json());
        } else {
            check.show(session.output());
        }
        return check.readable() ? 0 : CliFailure.FAILED;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the databases of the data directory.")
    int list() {
        List<Map<String, Object>> views = new ArrayList<>();
        for (Path file : files().all()) {
            try {
                views.add(view(MappingFiles.read(file), file));
            } catch (CliFailure e) {
                views.add(Map.of("file", file.toString(), "problem", String.valueOf(e.getMessage())));
            }
        }
        if (session.options().json()) {
            session.output().json(Map.of("sources", views));
        } else {
            views.forEach(view -> session.output()
                    .line(String.valueOf(view.getOrDefault(
                            "problem", view.get("name") + "  " + view.get("engine") + "  " + view.get("tables")))));
            session.output().line(views.size() + (views.size() == 1 ? " database" : " databases"));
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a database, and how far behind it the reading of its log is where a Millrace runs.")
    int show(@Parameters(paramLabel = "NAME", description = "its name") String name) {
        Path file = files().find(name).orElseThrow(() -> unknown(name));
        Map<String, Object> view = view(MappingFiles.read(file), file);
        if (session.isRunning()) {
            try (Connection connection = session.connectToRunning()) {
                connection.client().status().path("capture").forEach(source -> {
                    if (source.path("source").asText().equals(name)) {
                        view.put("capture", source);
                    }
                });
            }
        }
        if (session.options().json()) {
            session.output().json(view);
        } else {
            view.forEach((key, value) -> session.output().line(key + "  " + value));
        }
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Forgets a database, and deletes the documents of its rows. The database itself is not touched: PostgreSQL's slot, which holds back its log, and publication are yours to drop.")
    int remove(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Option(names = "--keep-documents", description = "the documents stay as they are") boolean keep) {
        MappingFiles files = files();
        Optional<Path> file = files.find(name);
        int deleted = 0;
        try (Connection connection = session.connect()) {
            MillraceClient client = connection.client().patient(PATIENCE);
            if (file.isEmpty() && below(RowUri.rootOf(name), client).isEmpty()) {
                throw unknown(name);
            }
            boolean slotted = file.filter(SourcesCommand::isPostgresql).isPresent();
            // What is deleted while its rows can be read comes back.
            file.ifPresent(files::remove);
            if (slotted) {
                session.output()
                        .note("PostgreSQL keeps its log for the reader of " + name
                                + " until you drop the slot: SELECT pg_drop_replication_slot('" + SlotName.of(name)
                                + "')");
            }
            for (String document : keep ? List.<String>of() : below(RowUri.rootOf(name), client)) {
                deleted += delete(client, document) ? 1 : 0;
            }
        }
        if (session.options().json()) {
            session.output().json(Map.of("source", name, "documents", deleted));
        } else {
            session.output()
                    .line(name + " is forgotten, " + Counted.of(deleted, "document")
                            + (deleted == 1 ? " is deleted" : " are deleted"));
        }
        return 0;
    }

    /** Whether a mapping is of PostgreSQL; of one that can't be read nobody knows. */
    private static boolean isPostgresql(Path file) {
        try {
            return MappingFiles.read(file).engine() == Engine.POSTGRESQL;
        } catch (CliFailure e) {
            return false;
        }
    }

    /** False where it has gone already. */
    private static boolean delete(MillraceClient client, String document) {
        try {
            client.delete(document);
            return true;
        } catch (RefusedException e) {
            if (e.refusal().status() == 404) {
                return false;
            }
            throw e;
        }
    }

    private static List<String> below(String root, MillraceClient client) {
        List<String> ids = new ArrayList<>();
        client.eachDocument(document -> {
            if (document.uri().startsWith(root)) {
                ids.add(document.id());
            }
        });
        return ids;
    }

    private MappingFiles files() {
        if (session.options().url() != null) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "sources works on this machine's data directory, not on a --url: on Knative mappings are files of the ConfigMap millrace-databases");
        }
        return new MappingFiles(session.options().data());
    }

    private static CliFailure unknown(String name) {
        return new CliFailure(
                CliFailure.FAILED, "there is no database " + name + "; 'millrace sources list' shows all");
    }

    private static CheckView check(SourceMapping mapping) {
        try {
            return new CheckView(mapping.name(), new SourceCheck(READERS, RowLimits.USUAL).check(mapping));
        } catch (ProblemException e) {
            throw new CliFailure(CliFailure.FAILED, e.problem().detail());
        } catch (IOException e) {
            throw new CliFailure(
                    CliFailure.FAILED, "the database of " + mapping.file() + " does not answer: " + e.getMessage());
        }
    }

    private static Map<String, Object> view(SourceMapping mapping, Path file) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", mapping.name());
        view.put("engine", mapping.engine().word());
        view.put("uri", RowUri.rootOf(mapping.name()));
        view.put(
                "tables",
                mapping.documents().stream().map(DocumentMapping::table).toList());
        view.put("file", file.toString());
        return view;
    }

    private void show(SourceMapping mapping, ReindexRunView run, List<Rejected> rejected) {
        if (session.options().json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("source", mapping.name());
            answer.put("uri", run.scope());
            answer.put("changed", run.changed());
            answer.put("removed", run.removed());
            answer.put("unchanged", run.unchanged());
            answer.put("done", run.done());
            answer.put("rejected", rejected);
            session.output().json(answer);
        } else {
            rejected.stream()
                    .limit(SHOWN)
                    .forEach(item -> session.output()
                            .line("rejected " + item.uri() + "  " + item.code() + ": " + item.reason()));
            if (rejected.size() > SHOWN) {
                session.output()
                        .line("and " + (rejected.size() - SHOWN) + " more: 'millrace documents list' shows them");
            }
            session.output()
                    .line(mapping.name() + ": " + Counted.of(run.changed(), "row") + " changed, " + run.removed()
                            + " removed, " + run.unchanged() + " unchanged, " + rejected.size() + " rejected"
                            + (run.done() ? "" : " so far"));
        }
    }
}
