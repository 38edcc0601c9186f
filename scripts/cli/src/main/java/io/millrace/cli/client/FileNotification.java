package io.millrace.cli.client;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Says that a file has changed or gone, as an event for intake.
 *
 * @param id unique for each notification: intake knows by it that one is sent again
 * @param type the event's type
 * @param data its payload
 */
public record FileNotification(String id, String type, Map<String, Object> data) {

    public FileNotification {
        data = Map.copyOf(data);
    }

    /** The file that it is about. */
    public String uri() {
        return String.valueOf(data.get("uri"));
    }

    public static FileNotification changed(String uri, long bytes, Instant modifiedAt) {
        return new FileNotification(
                UUID.randomUUID().toString(),
                "millrace.file.changed.v1",
                Map.of("uri", uri, "size", bytes, "modifiedAt", modifiedAt.toString()));
    }

    public static FileNotification removed(String uri) {
        return new FileNotification(UUID.randomUUID().toString(), "millrace.file.removed.v1", Map.of("uri", uri));
    }
}
