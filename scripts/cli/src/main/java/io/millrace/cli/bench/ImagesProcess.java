package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The module knative/images as our child: it holds what the command line doesn't. */
public final class ImagesProcess {

    private static final String MAIN = "io.millrace.images.ImagesMain";

    private final Session session;

    public ImagesProcess(Session session) {
        this.session = session;
    }

    /** Assembles the image that others stand on. */
    public JsonNode base(Path output) {
        ObjectNode request = request("base");
        request.put("output", output.toAbsolutePath().toString());
        return run(request);
    }

    /**
     * Makes images.
     *
     * @param folder for archives; null for none
     * @param registry to push to; null for none
     * @param base an archive or an image by its digest; null for one that is assembled
     * @param only their names; empty for all
     */
    public JsonNode build(
            @Nullable Path folder, @Nullable String registry, @Nullable String base, String tag, List<String> only) {
        ObjectNode request = request("build");
        request.put("output", folder == null ? null : folder.toAbsolutePath().toString());
        request.put("push", registry);
        request.put("base", base);
        request.put("build", tag);
        request.put("revision", session.value("MILLRACE_REVISION"));
        only.forEach(request.withArray("only")::add);
        return run(request);
    }

    /** Measures functions out of their images' folders. */
    ObjectNode coldStart(@Nullable String base, List<String> only, int starts) {
        ObjectNode request = request("coldstart");
        request.put("base", base);
        request.put("build", "coldstart");
        request.put("starts", starts);
        only.forEach(request.withArray("only")::add);
        return (ObjectNode) run(request);
    }

    /** Lays functions out as their images hold them; the folder that has a folder for each. */
    Path layouts(@Nullable String base) {
        ObjectNode request = request("layouts");
        request.put("base", base);
        request.put("build", "coldstart");
        request.put(
                "output",
                session.fromLauncher("MILLRACE_CHECKOUT")
                        .resolve("target/images/layouts")
                        .toString());
        return Path.of(run(request).path("layouts").asText());
    }

    private ObjectNode request(String action) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("action", action);
        request.put("checkout", session.fromLauncher("MILLRACE_CHECKOUT").toString());
        request.putArray("only");
        request.put("starts", 0);
        return request;
    }

    private JsonNode run(ObjectNode request) {
        return new BenchProcess(session.fromLauncher("MILLRACE_IMAGES_CLASSPATH"), session.output())
                .run(MAIN, List.of(request.toString()));
    }
}
