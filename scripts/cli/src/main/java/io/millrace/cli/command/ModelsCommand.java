package io.millrace.cli.command;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The catalog's models on this machine. Needs no running Millrace. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists, pulls or verifies the models of the catalog.",
        footer = "JSON: models: [{id, revision, task, state, bytes, licence, about, path, reason}]")
public final class ModelsCommand {

    private final Session session;

    public ModelsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all, and whether they are here.")
    int list() {
        Catalog catalog = Catalog.load();
        ModelStore store = store(catalog);
        return show(
                catalog.entries(),
                entry -> state(entry, store.present(entry.id()).isPresent() ? "present" : "absent", null));
    }

    @Command(name = "pull", mixinStandardHelpOptions = true, description = "Downloads and verifies models.")
    int pull(@Parameters(arity = "1..*", paramLabel = "ID", description = "as listed") List<String> ids) {
        Catalog catalog = Catalog.load();
        ModelStore store = store(catalog);
        return show(entries(catalog, ids), entry -> {
            store.ensure(entry.id(), ConsoleProgress.onStandardError());
            return state(entry, "present", null);
        });
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads every byte again. Exit code 1 where one is not what it was.")
    int verify(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed (default: all that are here)")
                    @Nullable
                    List<String> ids) {
        Catalog catalog = Catalog.load();
        ModelStore store = store(catalog);
        List<CatalogEntry> chosen = ids == null || ids.isEmpty()
                ? catalog.entries().stream()
                        .filter(entry -> store.present(entry.id()).isPresent())
                        .toList()
                : entries(catalog, ids);
        return show(chosen, entry -> {
            try {
                store.verify(entry.id());
                return state(entry, "verified", null);
            } catch (ProblemException e) {
                return state(entry, e.problem().code().equals("model-missing") ? "absent" : "damaged", e.getMessage());
            }
        });
    }

    private static ModelStore store(Catalog catalog) {
        return new ModelStore(ModelStore.defaultRoot(), catalog);
    }

    private static List<CatalogEntry> entries(Catalog catalog, List<String> ids) {
        return ids.stream().map(catalog::entry).toList();
    }

    private int show(List<CatalogEntry> entries, Function<CatalogEntry, Map<String, Object>> state) {
        List<Map<String, Object>> models = new ArrayList<>();
        entries.forEach(entry -> models.add(state.apply(entry)));
        boolean bad = models.stream().anyMatch(model -> model.containsKey("reason"));
        if (session.options().json()) {
            session.output().json(Map.of("models", models));
        } else {
            for (Map<String, Object> model : models) {
                session.output()
                        .line(String.format(
                                Locale.ROOT,
                                "%-28s %-9s %-9s %8s  %-12s %s",
                                model.get("id"),
                                model.get("task"),
                                model.get("state"),
                                megabytes(model.get("bytes")),
                                model.get("licence"),
                                model.getOrDefault("reason", model.get("about"))));
            }
        }
        return bad ? CliFailure.FAILED : 0;
    }

    private static String megabytes(@Nullable Object bytes) {
        return bytes instanceof Long count ? count / 1_000_000 + " MB" : "?";
    }

    private static Map<String, Object> state(CatalogEntry entry, String state, @Nullable String reason) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", entry.id());
        model.put("revision", entry.revision());
        model.put("task", entry.task().name().toLowerCase(Locale.ROOT));
        model.put("state", state);
        entry.bytes().ifPresent(bytes -> model.put("bytes", bytes));
        model.put("licence", entry.licence());
        model.put("about", entry.about());
        if (reason != null) {
            model.put("reason", reason);
        }
        return model;
    }
}
