package io.millrace.catalog;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models that there are, each id once. */
public final class Catalog {

    private final Map<String, CatalogEntry> entries;

    Catalog(List<CatalogEntry> entries) {
        Map<String, CatalogEntry> byId = new LinkedHashMap<>();
        for (CatalogEntry entry : entries) {
            if (byId.put(entry.id(), entry) != null) {
                throw new IllegalArgumentException("the catalog has two entries with id " + entry.id());
            }
        }
        this.entries = byId;
    }

    /** The catalog that comes with Millrace. */
    public static Catalog load() {
        try (InputStream yaml = Catalog.class.getResourceAsStream("catalog.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("catalog.yaml is not on the class path");
            }
            return CatalogReader.read(yaml, Environment.ofProcess());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the bundled catalog", e);
        }
    }

    /** The file, if one is given; else the one that {@code MILLRACE_CATALOG} names; else the one that comes with Millrace. */
    public static Catalog configured(@Nullable Path file) {
        Optional<Path> chosen = file == null
                ? Environment.ofProcess().variable("MILLRACE_CATALOG").map(Path::of)
                : Optional.of(file);
        return chosen.map(Catalog::load).orElseGet(Catalog::load);
    }

    /** A catalog of the user's own, in the same form. */
    public static Catalog load(Path file) {
        try (InputStream yaml = Files.newInputStream(file)) {
            return CatalogReader.read(yaml, Environment.ofProcess());
        } catch (IOException | IllegalArgumentException e) {
            throw ProblemException.of(
                    Category.INVALID, "catalog-invalid", "the catalog " + file + " can't be used: " + e.getMessage());
        }
    }

    /** All entries, in the file's order. */
    public List<CatalogEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** The entry with this id; INVALID ({@code model-unknown}) if there is none. */
    public CatalogEntry entry(String id) {
        CatalogEntry entry = entries.get(id);
        if (entry == null) {
            throw ProblemException.of(
                    Category.INVALID,
                    "model-unknown",
                    "the catalog has no model '" + id + "'; it has "
                            + entries.keySet().stream().collect(Collectors.joining(", ")));
        }
        return entry;
    }
}
