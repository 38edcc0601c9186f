package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which revisions of a model have been current, the oldest first: {@code <id>/history.json}. The link {@code current} decides; this only says
 * what was before it and who chose it, so a kill between the two writes does no harm.
 */
record History(@JsonProperty(required = true) List<Step> steps) {

    private static final String NAME = "history.json";
    private static final int LONGEST = 20;
    private static final JsonMapper JSON = new JsonMapper();

    /** Who made a revision current. */
    enum By {
        /** A pull or an import that was not told otherwise: the catalog's revision. */
        PULL,
        /** A person, by {@code promote} or {@code rollback}: a pull leaves it. */
        CHOICE
    }

    record Step(
            @JsonProperty(required = true) String revision,
            @JsonProperty(required = true) By by) {}

    History {
        steps = List.copyOf(steps);
    }

    static History read(Path home) throws IOException {
        Path file = home.resolve(NAME);
        return Files.exists(file) ? JSON.readValue(file.toFile(), History.class) : new History(List.of());
    }

    void write(Path home) throws IOException {
        Path fresh = home.resolve("." + NAME + ".new");
        JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), this);
        Trees.forceFile(fresh);
        Files.move(fresh, home.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** With this revision as the newest. */
    History with(String revision, By by) {
        List<Step> more = new ArrayList<>(steps);
        if (!more.isEmpty() && more.getLast().revision().equals(revision)) {
            more.removeLast();
        }
        more.add(new Step(revision, by));
        return new History(more.subList(Math.max(0, more.size() - LONGEST), more.size()));
    }

    /** What was before the newest mention of {@code current}, the newest first. */
    List<String> before(String current) {
        int newest = newest(current);
        List<String> before = new ArrayList<>();
        for (int i = newest - 1; i >= 0; i--) {
            String revision = steps.get(i).revision();
            if (!revision.equals(current) && !before.contains(revision)) {
                before.add(revision);
            }
        }
        return before;
    }

    /** Up to the newest mention of {@code revision}, which becomes a person's choice. */
    History backTo(String revision) {
        return new History(steps.subList(0, Math.max(0, newest(revision)))).with(revision, By.CHOICE);
    }

    Optional<By> by(String current) {
        int newest = newest(current);
        return newest < 0 ? Optional.empty() : Optional.of(steps.get(newest).by());
    }

    private int newest(String revision) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).revision().equals(revision)) {
                return i;
            }
        }
        return -1;
    }
}
