package io.millrace.topology;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A schedule that sends an event of type {@value #TYPE}.
 *
 * @param data the event's data as text; empty for none
 * @param extensions extension attributes that are set on the event
 * @param file the file that declares it
 */
public record PingSourceSpec(
        String namespace,
        String name,
        CronSchedule schedule,
        String contentType,
        String data,
        Map<String, String> extensions,
        Destination sink,
        String file) {

    /** The type of every such event, whatever it asks for. */
    public static final String TYPE = "dev.knative.sources.ping";

    public PingSourceSpec {
        extensions = Map.copyOf(extensions);
    }

    /** The event's {@code source}. */
    public String source() {
        return "/apis/v1/namespaces/" + namespace + "/pingsources/" + name;
    }

    /** The data's bytes. */
    public byte[] dataBytes() {
        return data.getBytes(StandardCharsets.UTF_8);
    }
}
