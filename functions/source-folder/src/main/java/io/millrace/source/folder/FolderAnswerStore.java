package io.millrace.source.folder;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.state.AnswerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Answers of the event path as files, by question id, until they are swept. */
public final class FolderAnswerStore implements AnswerStore {

    private final Path folder;

    public FolderAnswerStore(Path folder) {
        this.folder = folder;
    }

    @Override
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

    @Override
    public Optional<byte[]> get(String id) {
        try {
            return Optional.of(Files.readAllBytes(path(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void sweep(Instant now) {
        try {
            DurableFiles.sweep(folder, now.minus(LIFETIME));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private Path path(String id) {
        return folder.resolve(AnswerStore.requireId(id));
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
