package io.millrace.cli.command;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelCollector.Verdict;
import io.millrace.catalog.ModelStore;
import io.millrace.cli.client.PromotionSink;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.UnreachableException;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The catalog's models on this machine. Needs no running Millrace. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description =
                "Lists, pulls, imports and verifies the models of the catalog, chooses which revision is in use, and removes old ones.",
        footer = {
            "JSON: models: [{id, revision, task, state, bytes, licence, about, reason, memory: {weightsMegabytes, cacheKilobytesPerToken},"
                    + " engines: {name: arguments}, revisions: [{revision, bytes, current, previous}]}]; gc: bytes, dryRun, removed and kept: [{id, revision, bytes, reason}]",
            "Environment: MILLRACE_MODELS (their folder), MILLRACE_CATALOG (a catalog file), HF_TOKEN and HF_ENDPOINT (Hugging Face), K_SINK (as --sink)"
        })
public final class ModelsCommand {

    private final Session session;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "a catalog of your own (default: MILLRACE_CATALOG, else the one that comes with Millrace)")
    private @Nullable Path catalogFile;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where models lie (default: MILLRACE_MODELS, else millrace/models in the user's cache)")
    private @Nullable Path models;

    @Option(
            names = "--sink",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "where a CloudEvent tells which revision is current after pull, import, promote and rollback, so that who serves it is restarted"
                            + " (default: K_SINK; else nowhere)")
    private @Nullable String sink;

    public ModelsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all, and whether they are here.")
    int list() {
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        return show(store, catalog.entries(), entry -> here(store, entry));
    }

    @Command(
            name = "pull",
            mixinStandardHelpOptions = true,
            description =
                    "Downloads and verifies models, from where the last attempt ended. The catalog's revision becomes current, unless"
                            + " 'promote' or 'rollback' has chosen another.")
    int pull(
            @Parameters(arity = "1..*", split = ",", paramLabel = "ID", description = "as listed") List<String> ids,
            @Option(names = "--no-promote", description = "leave the current revision current") boolean noPromote) {
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        return show(store, entries(catalog, ids), entry -> {
            store.pull(entry.id(), ConsoleProgress.onStandardError(), !noPromote);
            tell(store, entry);
            return state(entry, entry.revision(), "present", null);
        });
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Takes a model's files from a folder or an archive (zip, jar, whl, tar, tar.gz, tgz), and verifies them as if they"
                            + " were downloaded.")
    int importModel(
            @Parameters(index = "0", paramLabel = "ID", description = "as listed") String id,
            @Parameters(index = "1", paramLabel = "PATH", description = "the folder or archive") Path path,
            @Option(names = "--no-promote", description = "leave the current revision current") boolean noPromote) {
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        return show(store, entries(catalog, List.of(id)), entry -> {
            store.importFrom(entry.id(), path, ConsoleProgress.onStandardError(), !noPromote);
            tell(store, entry);
            return state(entry, entry.revision(), "present", null);
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
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        List<CatalogEntry> chosen = ids == null || ids.isEmpty()
                ? catalog.entries().stream()
                        .filter(entry -> store.present(entry.id()).isPresent())
                        .toList()
                : entries(catalog, ids);
        return show(store, chosen, entry -> {
            try {
                store.verify(entry.id());
                return state(entry, revision(store, entry), "verified", null);
            } catch (ProblemException e) {
                return state(
                        entry,
                        revision(store, entry),
                        e.problem().code().equals("model-missing") ? "absent" : "damaged",
                        e.getMessage());
            }
        });
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a revision that is here current, by one rename, and keeps it so through later pulls. Servers take it when they"
                            + " start.")
    int promote(
            @Parameters(index = "0", paramLabel = "ID", description = "as listed") String id,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "REVISION",
                            description = "one that is here (default: the catalog's)")
                    @Nullable
                    String revision) {
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        return show(store, entries(catalog, List.of(id)), entry -> {
            String chosen = revision == null ? entry.revision() : revision;
            store.promote(entry.id(), chosen);
            tell(store, entry);
            return state(entry, chosen, "current", null);
        });
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Makes the revision current that was before, and keeps it so through later pulls.")
    int rollback(@Parameters(paramLabel = "ID", description = "as listed") String id) {
        Catalog catalog = catalog();
        ModelStore store = store(catalog);
        return show(store, entries(catalog, List.of(id)), entry -> {
            String revision = store.rollback(entry.id());
            tell(store, entry);
            return state(entry, revision, "current", null);
        });
    }

    @Command(
            name = "gc",
            mixinStandardHelpOptions = true,
            description =
                    "Removes revisions that are neither current, nor the one before, nor held by a running model server, nor current until a"
                            + " short while ago; and downloads left for a week.")
    int gc(
            @Option(
                            names = "--keep-hours",
                            paramLabel = "N",
                            defaultValue = "24",
                            description =
                                    "spare what was current until so many hours ago, for engines that hold nothing visibly (default:"
                                            + " ${DEFAULT-VALUE})")
                    int keepHours,
            @Option(names = "--dry-run", description = "say what would go, and change nothing") boolean dryRun) {
        if (keepHours < 0) {
            throw new CliFailure(CliFailure.USAGE, "--keep-hours is 0 or more, but is " + keepHours);
        }
        List<Verdict> verdicts = store(catalog()).collector().collect(Duration.ofHours(keepHours), dryRun);
        long bytes = verdicts.stream()
                .filter(Verdict::removed)
                .mapToLong(Verdict::bytes)
                .sum();
        if (session.options().json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("bytes", bytes);
            answer.put("dryRun", dryRun);
            answer.put("removed", of(verdicts, true));
            answer.put("kept", of(verdicts, false));
            session.output().json(answer);
            return 0;
        }
        for (Verdict verdict : verdicts) {
            session.output()
                    .line(String.format(
                            Locale.ROOT,
                            "%-32s %-20s %8s  %s: %s",
                            verdict.id(),
                            verdict.revision(),
                            megabytes(verdict.bytes()),
                            verdict.removed() ? (dryRun ? "would go" : "removed") : "kept",
                            verdict.reason()));
        }
        session.output().line((dryRun ? "would free " : "freed ") + megabytes(bytes));
        return 0;
    }

    private static List<Map<String, Object>> of(List<Verdict> verdicts, boolean removed) {
        List<Map<String, Object>> chosen = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict.removed() == removed) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("id", verdict.id());
                one.put("revision", verdict.revision());
                one.put("bytes", verdict.bytes());
                one.put("reason", verdict.reason());
                chosen.add(one);
            }
        }
        return chosen;
    }

    private void tell(ModelStore store, CatalogEntry entry) {
        String url = sink == null ? session.variable("K_SINK").orElse("") : sink;
        if (url.isBlank()) {
            return;
        }
        try {
            PromotionSink told = new PromotionSink(url, session.output()::note);
            store.current(entry.id()).ifPresent(current -> told.tell(entry.id(), current));
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, "--sink, or K_SINK: " + e.getMessage());
        } catch (RefusedException | UnreachableException e) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "model " + entry.id() + " is in place, but that could not be told: " + e.getMessage()
                            + "; the same command tells it again");
        }
    }

    private Catalog catalog() {
        return Catalog.configured(catalogFile);
    }

    private ModelStore store(Catalog catalog) {
        return new ModelStore(models == null ? ModelStore.defaultRoot() : models, catalog);
    }

    private static List<CatalogEntry> entries(Catalog catalog, List<String> ids) {
        return ids.stream().map(catalog::entry).toList();
    }

    private static Map<String, Object> here(ModelStore store, CatalogEntry entry) {
        return state(entry, revision(store, entry), store.present(entry.id()).isPresent() ? "present" : "absent", null);
    }

    /** The one in use, if it is here; else the catalog's. */
    private static String revision(ModelStore store, CatalogEntry entry) {
        return store.present(entry.id())
                .map(folder -> String.valueOf(folder.getFileName()))
                .orElse(entry.revision());
    }

    private int show(ModelStore store, List<CatalogEntry> entries, Function<CatalogEntry, Map<String, Object>> state) {
        List<Map<String, Object>> models = new ArrayList<>();
        for (CatalogEntry entry : entries) {
            Map<String, Object> model = state.apply(entry);
            model.put("revisions", store.revisions(entry.id()));
            models.add(model);
        }
        boolean bad = models.stream().anyMatch(model -> model.containsKey("reason"));
        if (session.options().json()) {
            session.output().json(Map.of("models", models));
        } else {
            for (Map<String, Object> model : models) {
                session.output()
                        .line(String.format(
                                Locale.ROOT,
                                "%-32s %-9s %-9s %8s  %-12s %s",
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

    private static Map<String, Object> state(
            CatalogEntry entry, String revision, String state, @Nullable String reason) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", entry.id());
        model.put("revision", revision);
        model.put("task", entry.task().name().toLowerCase(Locale.ROOT));
        model.put("state", state);
        entry.bytes().ifPresent(bytes -> model.put("bytes", bytes));
        model.put("licence", entry.licence());
        model.put("about", entry.about());
        if (entry.memory() != null) {
            model.put("memory", entry.memory());
        }
        model.put(
                "engines",
                entry.engines().entrySet().stream()
                        .collect(Collectors.toMap(
                                engine -> engine.getKey().key(),
                                Map.Entry::getValue,
                                (one, two) -> one,
                                TreeMap::new)));
        if (reason != null) {
            model.put("reason", reason);
        }
        return model;
    }
}
