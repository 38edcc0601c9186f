package io.millrace.source.row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of mapping files, read again where time, size or key of a file tell that it changed. A file that can't be read any more counts as it was. For one thread. */
final class MappingFolder {

    private final @Nullable Path folder;
    private Map<Path, String> marks = new TreeMap<>();
    private final Map<Path, SourceMapping> mappings = new TreeMap<>();
    private final Map<Path, String> problems = new TreeMap<>();
    private boolean looked;

    /** @param folder need not be there yet; null for none */
    MappingFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Whether anything changed since the last look. */
    boolean look() {
        Map<Path, String> now = marks();
        if (looked && now.equals(marks)) {
            return false;
        }
        looked = true;
        mappings.keySet().retainAll(now.keySet());
        problems.keySet().retainAll(now.keySet());
        now.forEach((file, mark) -> {
            if (!mark.equals(marks.get(file))) {
                read(file);
            }
        });
        marks = now;
        return true;
    }

    /** By name of the file. */
    List<SourceMapping> mappings() {
        return List.copyOf(mappings.values());
    }

    List<String> problems() {
        return problems.values().stream().flatMap(String::lines).toList();
    }

    private void read(Path file) {
        problems.remove(file);
        try {
            mappings.put(file, MappingReader.read(file));
        } catch (MappingException e) {
            problems.put(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            problems.put(
                    file,
                    file.getFileName() + ":1: the file can't be read ("
                            + e.getClass().getSimpleName() + "); see that it is there and may be read");
        }
    }

    private Map<Path, String> marks() {
        Map<Path, String> found = new TreeMap<>();
        if (folder == null) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (MappingReader.isMapping(file)) {
                    found.put(file, mark(file));
                }
            }
        } catch (NoSuchFileException e) {
            found.clear();
        } catch (IOException e) {
            // As it was: of a folder that can't be read nothing is known to be gone.
            return new TreeMap<>(marks);
        }
        return found;
    }

    private static String mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
