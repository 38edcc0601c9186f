package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.DeadLetterCalls;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Events that could not be processed. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists, shows, replays or discards events that could not be processed.",
        footer =
                "JSON: deadLetters: [{id, type, trigger, attempts, status, reason, time, tenant}]; replay and discard: ids, dryRun,"
                        + " failed: [{id, code, reason}]")
public final class DeadLettersCommand {

    private final Session session;

    public DeadLettersCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them, the newest first.")
    int list(
            @Mixin DeadLetterQuery query,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "at most so many, up to 10000 (default: ${DEFAULT-VALUE})")
                    int limit) {
        try (Connection connection = session.connect()) {
            JsonNode listed = connection.client().deadLetters().list(parameters(query, limit));
            if (session.options().json()) {
                session.output().json(listed);
            } else {
                listed.path("deadLetters").forEach(this::line);
                session.output().line(Counted.of(listed.path("deadLetters").size(), "dead letter"));
            }
            return 0;
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one with its event.")
    int show(@Parameters(paramLabel = "ID", description = "as listed") String id) {
        try (Connection connection = session.connect()) {
            JsonNode letter = connection.client().deadLetters().show(id);
            if (session.options().json()) {
                session.output().json(Map.of("deadLetters", List.of(letter)));
            } else {
                line(letter);
                session.output().line(letter.path("event").toPrettyString());
            }
            return 0;
        }
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Delivers them once more, each to the Trigger where it failed and to no other.")
    int replay(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed") @Nullable List<String> ids,
            @Mixin DeadLetterQuery query,
            @Option(names = "--all", description = "all that there are") boolean all,
            @Option(names = "--dry-run", description = "say which, and change nothing") boolean dryRun) {
        return each(ids, query, all, dryRun, "replayed", (letters, id) -> letters.replay(id, dryRun));
    }

    @Command(name = "discard", mixinStandardHelpOptions = true, description = "Forgets them.")
    int discard(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed") @Nullable List<String> ids,
            @Mixin DeadLetterQuery query,
            @Option(names = "--all", description = "all that there are") boolean all,
            @Option(names = "--dry-run", description = "say which, and change nothing") boolean dryRun) {
        return each(ids, query, all, dryRun, "discarded", (letters, id) -> letters.discard(id, dryRun));
    }

    private record Failure(String id, String code, String reason) {}

    private int each(
            @Nullable List<String> ids,
            DeadLetterQuery query,
            boolean all,
            boolean dryRun,
            String done,
            BiConsumer<DeadLetterCalls, String> act) {
        boolean named = ids != null && !ids.isEmpty();
        if (named == (all || !query.isEmpty())) {
            throw new CliFailure(CliFailure.USAGE, "which dead letters? Give ids, or a filter, or --all");
        }
        try (Connection connection = session.connect()) {
            DeadLetterCalls letters = connection.client().deadLetters();
            List<String> chosen = ids == null || !named ? ids(letters, query) : ids;
            List<String> acted = new ArrayList<>();
            List<Failure> failed = new ArrayList<>();
            for (String id : chosen) {
                try {
                    act.accept(letters, id);
                    acted.add(id);
                } catch (RefusedException e) {
                    failed.add(new Failure(id, e.refusal().code(), e.refusal().detail()));
                }
            }
            report(acted, failed, dryRun ? "would have " + done : done, dryRun);
            return failed.isEmpty() ? 0 : acted.isEmpty() ? CliFailure.FAILED : CliFailure.PARTLY;
        }
    }

    private void report(List<String> acted, List<Failure> failed, String done, boolean dryRun) {
        if (session.options().json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ids", acted);
            answer.put("dryRun", dryRun);
            answer.put("failed", failed);
            session.output().json(answer);
            return;
        }
        if (dryRun) {
            acted.forEach(session.output()::line);
        }
        failed.forEach(
                failure -> session.output().line(failure.id() + "  " + failure.code() + ": " + failure.reason()));
        session.output().line(done + " " + acted.size());
    }

    private List<String> ids(DeadLetterCalls letters, DeadLetterQuery query) {
        List<String> ids = new ArrayList<>();
        letters.list(parameters(query, DeadLetterCalls.MAX_LIMIT))
                .path("deadLetters")
                .forEach(letter -> ids.add(letter.path("id").asText()));
        if (ids.size() == DeadLetterCalls.MAX_LIMIT) {
            session.output().note("these are the newest " + ids.size() + ": do it again for older ones");
        }
        return ids;
    }

    private Map<String, String> parameters(DeadLetterQuery query, int limit) {
        Map<String, String> parameters = query.parameters();
        parameters.put("limit", Integer.toString(limit));
        String tenant = session.options().tenantGiven();
        if (tenant != null) {
            parameters.put("tenant", tenant);
        }
        return parameters;
    }

    private void line(JsonNode letter) {
        session.output()
                .line(letter.path("id").asText() + "  " + letter.path("time").asText() + "  "
                        + letter.path("type").asText() + "  at "
                        + stage(letter) + " after "
                        + letter.path("attempts").asText("?") + " attempts, status "
                        + letter.path("status").asText("none") + ": "
                        + letter.path("reason").asText());
    }

    /** Knative says which function failed, not at which Trigger. */
    private static String stage(JsonNode letter) {
        String trigger = letter.path("trigger").asText("");
        return trigger.isEmpty() ? letter.path("function").asText() : trigger;
    }
}
