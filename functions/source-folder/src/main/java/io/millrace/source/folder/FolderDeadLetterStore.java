package io.millrace.source.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.deadletter.DeadLetterFilter;
import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as files of a folder, one each: for one process and some thousand dead letters, as a list reads them all. The
 * folder must be on a volume that outlives the process.
 */
public final class FolderDeadLetterStore implements DeadLetterStore {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Comparator<DeadLetter> LATEST_FIRST =
            Comparator.comparing(DeadLetter::time).thenComparing(DeadLetter::id).reversed();

    private final Path folder;

    public FolderDeadLetterStore(Path folder) {
        this.folder = folder;
    }

    private record Stored(
            Map<String, String> attributes,
            @Nullable String contentType,
            String data,
            String destination,
            @Nullable Integer status,
            String reason,
            String time) {

        static Stored of(DeadLetter letter) {
            return new Stored(
                    letter.attributes(),
                    letter.contentType(),
                    letter.dataBase64(),
                    letter.destination().toString(),
                    letter.status(),
                    letter.reason(),
                    letter.time().toString());
        }

        DeadLetter letter(String id) {
            return new DeadLetter(
                    id, attributes, contentType, data, URI.create(destination), status, reason, Instant.parse(time));
        }
    }

    @Override
    public void put(DeadLetter letter) {
        try {
            DurableFiles.write(folder.resolve(letter.id()), JSON.writeValueAsBytes(Stored.of(letter)));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(folder.resolve(id)), Stored.class)
                    .letter(id));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<DeadLetter> list(DeadLetterFilter filter, int limit) {
        List<DeadLetter> found = new ArrayList<>();
        for (String id : ids()) {
            find(id).filter(filter::matches).ifPresent(found::add);
        }
        return found.stream().sorted(LATEST_FIRST).limit(limit).toList();
    }

    @Override
    public long count() {
        return ids().size();
    }

    @Override
    public boolean remove(String id) {
        if (!ID.matcher(id).matches()) {
            return false;
        }
        try {
            return DurableFiles.delete(folder.resolve(id));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private List<String> ids() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> ID.matcher(name).matches())
                    .toList();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static ProblemException unavailable(IOException cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "dead-letters-not-kept",
                        "dead letters can't be kept or read: is the disk full or read-only?"),
                cause);
    }
}
