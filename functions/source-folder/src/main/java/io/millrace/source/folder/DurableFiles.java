package io.millrace.source.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;

/** Writes whole files so that they are there with all their bytes or not at all, also after the power went. */
final class DurableFiles {

    private DurableFiles() {}

    /** A name beside {@code target} to write to before {@link #publish}. */
    static Path draft(Path target) throws IOException {
        Path folder = folder(target);
        create(folder);
        return folder.resolve(".draft-" + UUID.randomUUID());
    }

    /** Syncs {@code draft}, gives it its name, and syncs the name. */
    static void publish(Path draft, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder(target));
    }

    /** Makes a folder and those above it that are missing; their names are synced. */
    static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder(folder.toAbsolutePath());
        create(above);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another thread made it just now, and syncs it; so does this one, since its file must not come before its
            // folder.
        }
        sync(above);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void write(Path target, byte[] content) throws IOException {
        Path draft = draft(target);
        try {
            Files.write(draft, content);
            publish(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Removes a file for good; false when it isn't there. */
    static boolean delete(Path target) throws IOException {
        boolean there = Files.deleteIfExists(target);
        if (there) {
            sync(folder(target));
        }
        return there;
    }

    /** Removes the files in {@code folder} and below that were written before {@code horizon}; others may add and remove some meanwhile. */
    static void sweep(Path folder, Instant horizon) throws IOException {
        sweep(folder, horizon, file -> true);
    }

    /** Those of them alone that {@code swept} names. */
    static void sweep(Path folder, Instant horizon, Predicate<Path> swept) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.lastModifiedTime().toInstant().isBefore(horizon) && swept.test(file)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " names no file in a folder");
        }
        return folder;
    }
}
