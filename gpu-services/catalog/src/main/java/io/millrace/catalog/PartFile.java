package io.millrace.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A download under way: its bytes so far, and beside them ({@code .from}) the address and the strong ETag that they came with, so that a
 * later attempt can tell whether the rest belongs to them.
 */
record PartFile(Path path) {

    /** Of S3, Google Cloud Storage and Azure. */
    private static final Pattern SIGNED = Pattern.compile("[?&](X-Amz-Signature|X-Goog-Signature|Signature|sig)=");

    long size() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /** The ETag under which {@code url} gave what is here; empty where it came from elsewhere or had none. */
    Optional<String> tag(String url) throws IOException {
        if (!Files.exists(from())) {
            return Optional.empty();
        }
        List<String> lines =
                Files.readString(from(), StandardCharsets.UTF_8).lines().toList();
        return lines.size() == 2 && lines.getFirst().equals(place(url))
                ? Optional.of(lines.getLast())
                : Optional.empty();
    }

    /** Forgets what is here. The bytes go before the new tag comes: else a kill between the two would join them to another file's rest. */
    void restart(String url, Optional<String> tag) throws IOException {
        delete();
        if (tag.isPresent()) {
            Files.writeString(from(), place(url) + "\n" + tag.get() + "\n", StandardCharsets.UTF_8);
        }
    }

    /** What follows comes from another address, so no single tag holds for the whole any more. */
    void mixed() throws IOException {
        Files.deleteIfExists(from());
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(from());
    }

    private Path from() {
        return path.resolveSibling(path.getFileName() + ".from");
    }

    /** Without a signed address's query: it is a secret, another one each time, and does not say which file is meant. */
    static String place(String url) {
        int query = url.indexOf('?');
        return query >= 0 && SIGNED.matcher(url.substring(query)).find() ? url.substring(0, query) : url;
    }
}
