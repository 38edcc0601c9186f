package io.millrace.catalog;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes revisions that are neither current, nor the one before, nor held by a running server, nor current until a short while ago (for engines
 * that hold no lease); and downloads that nobody has gone on with for a week.
 */
public final class ModelCollector {

    static final String PARTS = ".parts";
    private static final Duration OLD_PART = Duration.ofDays(7);

    private final Path root;
    private final Leases leases;

    ModelCollector(Path root, Leases leases) {
        this.root = root;
        this.leases = leases;
    }

    /**
     * What became of a revision or an unfinished download.
     *
     * @param id of the model
     * @param revision of the model
     * @param bytes that it takes or took
     * @param removed whether it is gone (in a dry run: would go)
     * @param reason for a person
     */
    public record Verdict(String id, String revision, long bytes, boolean removed, String reason) {}

    /**
     * @param keep how long a revision is spared after it was current
     * @param dryRun whether to change nothing
     * @return a verdict for each revision and each unfinished download that is here
     */
    public List<Verdict> collect(Duration keep, boolean dryRun) {
        List<Verdict> verdicts = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return verdicts;
        }
        try {
            for (String id : folders(root)) {
                model(id, keep, dryRun, verdicts);
            }
            parts(dryRun, verdicts);
            return verdicts;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INTERNAL,
                            "model-store-failed",
                            "the models in " + root + " can't be collected: " + HttpDownload.reason(e)
                                    + "; collect where the folder can be written"),
                    e);
        }
    }

    private void model(String id, Duration keep, boolean dryRun, List<Verdict> verdicts) throws IOException {
        ModelHome home = new ModelHome(root, id);
        List<String> revisions = home.revisions();
        if (revisions.isEmpty() || home.current().isEmpty()) {
            // Not ours, or nothing of it has ever been in use.
            return;
        }
        Optional<ModelHome.Writer> writer = home.tryLock();
        if (writer.isEmpty()) {
            for (String revision : revisions) {
                verdicts.add(
                        new Verdict(id, revision, bytes(home, revision), false, "another process works on this model"));
            }
            return;
        }
        try (ModelHome.Writer _ = writer.get()) {
            if (!dryRun) {
                home.removeLeftovers();
            }
            for (String revision : revisions) {
                verdicts.add(revision(id, home, revision, keep, dryRun));
            }
        }
    }

    private Verdict revision(String id, ModelHome home, String revision, Duration keep, boolean dryRun)
            throws IOException {
        long bytes = bytes(home, revision);
        Optional<String> reason = reasonToKeep(id, home, revision, keep);
        if (reason.isPresent()) {
            return new Verdict(id, revision, bytes, false, reason.get());
        }
        if (!dryRun) {
            Path hidden = home.aside(home.revision(revision));
            // A server that has come in between has written its lease before it looks for the folder.
            Optional<String> holder = leases.holder(id, revision);
            if (holder.isPresent()) {
                Files.move(hidden, home.revision(revision));
                return new Verdict(id, revision, bytes, false, "held by " + holder.get());
            }
            Trees.delete(hidden);
            home.forgetLeft(revision);
        }
        return new Verdict(id, revision, bytes, true, "not in use");
    }

    private Optional<String> reasonToKeep(String id, ModelHome home, String revision, Duration keep)
            throws IOException {
        if (home.isCurrent(revision)) {
            return Optional.of("current");
        }
        if (home.previous().filter(revision::equals).isPresent()) {
            return Optional.of("the one before; rollback goes to it");
        }
        Optional<String> holder = leases.holder(id, revision);
        if (holder.isPresent()) {
            return Optional.of("held by " + holder.get());
        }
        Optional<Long> left = home.leftAtMillis(revision);
        if (left.isPresent()) {
            Duration since = Duration.ofMillis(Leases.nowMillis(home.folder()) - left.get());
            if (since.compareTo(keep) < 0) {
                return Optional.of("was current until " + since.toMinutes() + " minutes ago");
            }
        }
        return Optional.empty();
    }

    private void parts(boolean dryRun, List<Verdict> verdicts) throws IOException {
        Path parts = root.resolve(PARTS);
        if (!Files.isDirectory(parts)) {
            return;
        }
        long now = Leases.nowMillis(parts);
        try (Stream<Path> stray = Files.list(parts)) {
            // The form of earlier versions: a file for each download.
            for (Path file : stray.filter(Files::isRegularFile).toList()) {
                verdicts.add(old("", file.getFileName().toString(), Files.size(file), file, now, dryRun));
            }
        }
        for (String id : folders(parts)) {
            Optional<ModelHome.Writer> writer = new ModelHome(root, id).tryLock();
            if (writer.isPresent()) {
                try (ModelHome.Writer _ = writer.get()) {
                    for (String revision : folders(parts.resolve(id))) {
                        Path folder = parts.resolve(id).resolve(revision);
                        verdicts.add(old(id, revision, Trees.bytes(folder), folder, now, dryRun));
                    }
                }
            }
        }
    }

    private static Verdict old(String id, String revision, long bytes, Path path, long now, boolean dryRun)
            throws IOException {
        long age;
        try (Stream<Path> all = Files.walk(path)) {
            age = all.mapToLong(file -> now - file.toFile().lastModified())
                    .min()
                    .orElse(0);
        }
        boolean old = age > OLD_PART.toMillis();
        if (old && !dryRun) {
            Trees.delete(path);
        }
        return new Verdict(
                id,
                revision,
                bytes,
                old,
                old ? "a download left for " + Duration.ofMillis(age).toDays() + " days" : "a download under way");
    }

    private static long bytes(ModelHome home, String revision) throws IOException {
        return Trees.bytes(home.revision(revision));
    }

    private static List<String> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                            && !path.getFileName().toString().startsWith("."))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
