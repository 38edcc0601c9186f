package io.millrace.source.folder;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.ApiKeys;
import io.millrace.core.access.Caller;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * API keys in a file: {@code keys.json} of the data directory, or a Secret that is mounted. It holds no secret, only hashes. Read again when it has changed, so
 * a revoked key ends with the next request. A file that can't be read lets nobody in.
 */
public final class KeyFile implements ApiKeys {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final Path file;
    private @Nullable Read last;

    public KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** What was read, and what told that it is the file's latest. */
    private record Read(List<ApiKey> keys, FileMark mark) {}

    private record Entry(
            String id,
            String hash,
            String tenant,
            List<String> principals,
            String role,
            int perMinute,
            String createdAt) {

        static Entry of(ApiKey key) {
            Caller caller = key.caller();
            return new Entry(
                    key.id(),
                    key.hash(),
                    caller.tenant(),
                    caller.principals().stream().sorted().toList(),
                    caller.role().name().toLowerCase(Locale.ROOT),
                    key.perMinute(),
                    key.createdAt().toString());
        }

        ApiKey toKey() {
            Caller.Role may = Caller.Role.valueOf(role.toUpperCase(Locale.ROOT));
            return new ApiKey(
                    id,
                    hash,
                    new Caller(tenant, "key:" + id, Set.copyOf(principals), may),
                    perMinute,
                    Instant.parse(createdAt));
        }
    }

    /** @throws IllegalStateException when the file is there and can't be read; says what to do */
    @Override
    public synchronized List<ApiKey> all() {
        try {
            Optional<FileMark> mark = FileMark.of(file);
            if (mark.isEmpty()) {
                return List.of();
            }
            if (last == null || !last.mark().equals(mark.get())) {
                last = new Read(read(), mark.get());
            }
            return last.keys();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            // Without its message: it quotes the file.
            throw new IllegalStateException("the API keys in " + file + " can't be read ("
                    + e.getClass().getSimpleName() + "); repair the file, or remove it and create keys again");
        }
    }

    /** Adds a key; durable on return. */
    public void add(ApiKey key) throws IOException {
        change(keys -> keys.add(key));
    }

    /** Removes the key of that id; durable on return. Whether there was one. */
    public boolean remove(String id) throws IOException {
        return change(keys -> keys.removeIf(key -> key.id().equals(id)));
    }

    private interface Change {
        boolean apply(List<ApiKey> keys);
    }

    private synchronized boolean change(Change change) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel channel = FileChannel.open(
                        file.resolveSibling(file.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            List<ApiKey> keys = new ArrayList<>(all());
            boolean changed = change.apply(keys);
            if (changed && lock.isValid()) {
                DurableFiles.write(
                        file,
                        JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsBytes(keys.stream().map(Entry::of).toList()));
            }
            return changed;
        }
    }

    private List<ApiKey> read() throws IOException {
        List<ApiKey> keys = new ArrayList<>();
        for (Entry entry : JSON.readValue(file.toFile(), Entry[].class)) {
            keys.add(entry.toKey());
        }
        return List.copyOf(keys);
    }
}
