package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Events that could not be processed. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists, shows, replays or discards events that could not be processed.",
        footer =
                "JSON: deadLetters: [{id, type, trigger, attempts, status, reason, time, tenant}]; replay and discard: ids")
public final class DeadLettersCommand {

    private static final int ALL = 100_000;

    private final Session session;

    public DeadLettersCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them, the newest first.")
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "at most so many (default: ${DEFAULT-VALUE})")
                    int limit) {
        try (Connection connection = connect()) {
            JsonNode listed = connection.client().deadLetters(limit);
            if (session.options().json()) {
                session.output().json(listed);
            } else {
                listed.path("deadLetters").forEach(this::line);
                session.output().line(listed.path("deadLetters").size() + " dead letters");
            }
            return 0;
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one with its event.")
    int show(@Parameters(paramLabel = "ID", description = "as listed") String id) {
        try (Connection connection = connect()) {
            JsonNode letter = connection.client().deadLetter(id);
            if (session.options().json()) {
                session.output().json(Map.of("deadLetters", List.of(letter)));
            } else {
                line(letter);
                session.output().line(letter.path("event").toPrettyString());
            }
            return 0;
        }
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, description = "Delivers them once more.")
    int replay(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed") @Nullable List<String> ids,
            @Option(names = "--all", description = "all that there are") boolean all) {
        return each(ids, all, "replayed", MillraceClient::replay);
    }

    @Command(name = "discard", mixinStandardHelpOptions = true, description = "Forgets them.")
    int discard(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed") @Nullable List<String> ids,
            @Option(names = "--all", description = "all that there are") boolean all) {
        return each(ids, all, "discarded", MillraceClient::discard);
    }

    private int each(@Nullable List<String> ids, boolean all, String done, BiConsumer<MillraceClient, String> act) {
        boolean none = ids == null || ids.isEmpty();
        if (all != none) {
            throw new CliFailure(CliFailure.USAGE, "which dead letters? Give ids, or --all");
        }
        try (Connection connection = connect()) {
            List<String> chosen = ids == null || none ? connection.client().deadLetterIds(ALL) : ids;
            chosen.forEach(id -> act.accept(connection.client(), id));
            if (session.options().json()) {
                session.output().json(Map.of("ids", chosen));
            } else {
                session.output().line(done + " " + chosen.size());
            }
            return 0;
        }
    }

    private Connection connect() {
        Connection connection = session.connect();
        if (connection.client().endpoints().brokerAdmin() == null) {
            connection.close();
            throw new CliFailure(
                    CliFailure.USAGE,
                    "dead letters are in reach only on the machine that Millrace runs on: leave out --url");
        }
        return connection;
    }

    private void line(JsonNode letter) {
        session.output()
                .line(letter.path("id").asText() + "  " + letter.path("time").asText() + "  "
                        + letter.path("type").asText() + "  at "
                        + letter.path("trigger").asText() + " after "
                        + letter.path("attempts").asText() + " attempts, status "
                        + letter.path("status").asText() + ": "
                        + letter.path("reason").asText());
    }
}
