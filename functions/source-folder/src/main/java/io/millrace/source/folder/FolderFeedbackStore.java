package io.millrace.source.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.feedback.Feedback;
import io.millrace.core.feedback.Feedback.Rating;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Feedback as files, a folder a tenant, a file an answer. When a tenant has as many as it may, its oldest makes room, so nobody can end it for the others. */
public final class FolderFeedbackStore implements FeedbackStore {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final int maxFiles;

    /** @param maxFiles how many of a tenant's answers may have feedback */
    public FolderFeedbackStore(Path folder, int maxFiles) {
        this.folder = folder;
        this.maxFiles = maxFiles;
    }

    private record Stored(Rating rating, String comment, String at) {}

    @Override
    public synchronized void put(String tenant, Feedback feedback) {
        Path file = folder.resolve(tenant).resolve(feedback.answer());
        try {
            List<Path> kept = files(tenant);
            if (!Files.exists(file) && kept.size() >= maxFiles) {
                Files.deleteIfExists(Collections.min(kept, Comparator.comparing(FolderFeedbackStore::writtenAt)));
            }
            Stored stored = new Stored(
                    feedback.rating(), feedback.comment(), feedback.at().toString());
            DurableFiles.write(file, JSON.writeValueAsBytes(stored));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<Feedback> latest(String tenant, int limit) {
        try {
            return files(tenant).stream()
                    .flatMap(file -> read(file).stream())
                    .sorted(Comparator.comparing(Feedback::at)
                            .thenComparing(Feedback::answer)
                            .reversed())
                    .limit(limit)
                    .toList();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** A file that has gone meanwhile counts as the oldest. */
    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Empty for one that has gone, or can't be read: it stands in the way of no other. */
    private static Optional<Feedback> read(Path file) {
        try {
            Stored stored = JSON.readValue(Files.readAllBytes(file), Stored.class);
            return Optional.of(new Feedback(
                    file.getFileName().toString(), stored.rating(), stored.comment(), Instant.parse(stored.at())));
        } catch (IOException | ProblemException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private List<Path> files(String tenant) throws IOException {
        Path said = folder.resolve(tenant);
        if (!Files.isDirectory(said)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(said)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static ProblemException unavailable(IOException cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "feedback-not-kept",
                        "feedback can't be kept or read: is the disk full or read-only?"),
                cause);
    }
}
