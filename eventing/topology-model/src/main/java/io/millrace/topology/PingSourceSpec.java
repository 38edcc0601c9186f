package io.millrace.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A schedule that sends an event of type {@value #TYPE}.
 *
 * @param data the event's data, read-only; empty for none
 * @param extensions extension attributes that are set on the event
 * @param file the file that declares it
 */
public record PingSourceSpec(
        String namespace,
        String name,
        CronSchedule schedule,
        String contentType,
        ByteBuffer data,
        Map<String, String> extensions,
        Destination sink,
        String file) {

    /** The type of every such event, whatever it asks for. */
    public static final String TYPE = "dev.knative.sources.ping";

    public PingSourceSpec {
        data = data.asReadOnlyBuffer();
        extensions = Map.copyOf(extensions);
    }

    /** One whose data is text, in UTF-8. */
    public PingSourceSpec(
            String namespace,
            String name,
            CronSchedule schedule,
            String contentType,
            String data,
            Map<String, String> extensions,
            Destination sink,
            String file) {
        this(
                namespace,
                name,
                schedule,
                contentType,
                ByteBuffer.wrap(data.getBytes(StandardCharsets.UTF_8)),
                extensions,
                sink,
                file);
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    /** The event's {@code source}. */
    public String source() {
        return "/apis/v1/namespaces/" + namespace + "/pingsources/" + name;
    }

    /** The data's bytes. */
    public byte[] dataBytes() {
        byte[] bytes = new byte[data.remaining()];
        data().get(bytes);
        return bytes;
    }
}
