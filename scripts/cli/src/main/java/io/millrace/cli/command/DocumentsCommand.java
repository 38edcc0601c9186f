package io.millrace.cli.command;

import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Session;
import io.millrace.core.document.DocumentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The documents, one by one. */
@Command(
        name = "documents",
        mixinStandardHelpOptions = true,
        description = "Lists, shows or deletes documents.",
        footer = {
            "JSON: documents: [{id, uri, title, version, state, chunks, code, reason, changedAt, searchableAt, access, sequence,",
            "configuration, bytes, chunksEmbedded, timings: {announcedAt, fetchMicros, parseMicros, chunkMicros, embedMicros,",
            "publishMicros}, freshnessMillis, failedAttempts: {count, code, reason, lastAt},",
            "underWay: {sequence, stage, batchesEmbedded, batches}}]; underWay only with show"
        })
public final class DocumentsCommand {

    private final Session session;

    public DocumentsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the documents that there are.")
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "",
                            description = "only pending, indexed, rejected or removed ones (default: all but removed)")
                    String state) {
        if (!List.of("", "pending", "indexed", "rejected", "removed").contains(state)) {
            throw new CliFailure(
                    CliFailure.USAGE, "--state is pending, indexed, rejected or removed, but is '" + state + "'");
        }
        try (Connection connection = session.connect()) {
            List<DocumentView> documents = new ArrayList<>();
            connection.client().eachDocument(document -> {
                if (state.isEmpty() ? !document.is("removed") : document.is(state)) {
                    documents.add(document);
                }
            });
            if (session.options().json()) {
                session.output().json(Map.of("documents", documents));
            } else {
                documents.forEach(this::line);
                session.output().line(documents.size() + (documents.size() == 1 ? " document" : " documents"));
            }
            return 0;
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows what is known of a document.")
    int show(@Parameters(paramLabel = "ID|URI", description = "its id, its uri, or the path of the file") String name) {
        return one(name, client -> find(client, name), document -> {
            line(document);
            field("id", document.id());
            field("title", document.title());
            field("version", document.version());
            field("access", document.access());
            field("changed at", document.changedAt());
            field("searchable at", document.searchableAt());
            field("sequence", document.sequence());
            field("configuration", document.configuration());
            field("bytes", document.bytes());
            field("passages embedded", document.chunksEmbedded());
            field("took", DocumentTimes.text(document));
            field("failed attempts", DocumentTimes.attempts(document));
            field("under way", DocumentTimes.underWay(document));
        });
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description =
                    "Deletes a document from the index: when the command returns, no search finds it. The file stays.")
    int delete(
            @Parameters(paramLabel = "ID|URI", description = "its id, its uri, or the path of the file") String name) {
        return one(
                name,
                client -> client.delete(find(client, name).id()),
                document -> session.output().line("deleted " + document.uri()));
    }

    private int one(
            String name, Function<MillraceClient, DocumentView> get, java.util.function.Consumer<DocumentView> show) {
        if (name.isBlank()) {
            throw new CliFailure(CliFailure.USAGE, "which document? Give its id, its uri, or the path of the file");
        }
        try (Connection connection = session.connect()) {
            DocumentView document = get.apply(connection.client());
            if (session.options().json()) {
                session.output().json(Map.of("documents", List.of(document)));
            } else {
                show.accept(document);
            }
            return 0;
        }
    }

    private DocumentView find(MillraceClient client, String name) {
        String tenant = session.options().tenant();
        String id = name.matches("[0-9a-f]{32}")
                ? name
                : DocumentKey.of(tenant, DocumentName.uri(name)).id();
        return client.document(id)
                .orElseThrow(() -> new CliFailure(
                        CliFailure.FAILED, "there is no document " + name + "; 'millrace documents list' shows all"));
    }

    private void line(DocumentView document) {
        String state = document.state() + (document.changing() ? " (changing)" : "");
        session.output()
                .line(document.id() + "  " + state + "  " + Counted.of(document.chunks(), "passage") + "  "
                        + document.uri()
                        + (document.reason() == null ? "" : "  " + document.code() + ": " + document.reason()));
    }

    private void field(String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            session.output().line("  " + name + ": " + value);
        }
    }
}
