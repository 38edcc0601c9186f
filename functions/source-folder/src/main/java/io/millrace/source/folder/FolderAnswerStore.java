package io.millrace.source.folder;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Answers of the event path, by question id, for 24 hours. */
public final class FolderAnswerStore {

    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Path folder;

    public FolderAnswerStore(Path folder) {
        this.folder = folder;
    }

    /** Keeps an answer; durable on return. The first one stays: a question is answered once. */
    public void put(String id, byte[] answer) {
        Path file = path(id);
        try {
            if (!Files.exists(file)) {
                DurableFiles.write(file, answer);
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    public Optional<byte[]> get(String id) {
        try {
            return Optional.of(Files.readAllBytes(path(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Removes what is older than 24 hours. */
    public void sweep(Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LIFETIME))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path path(String id) {
        if (!ID.matcher(id).matches()) {
            throw ProblemException.of(
                    Category.INVALID, "question-unknown", "a question's id has 32 hexadecimal digits");
        }
        return folder.resolve(id);
    }

    private static ProblemException unavailable(IOException cause) {
        return new ProblemException(
                ProblemException.of(
                                Category.UNAVAILABLE,
                                "answers-unavailable",
                                "answers can't be kept or read: is the disk full or read-only?")
                        .problem(),
                cause);
    }
}
