package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The published description of the API, as it was written. Quarkus's extension for OpenAPI would read, check and write it again whenever a process starts: a fifth of what a
 * start does until it listens.
 */
@Path("/openapi")
public class OpenApiResource {

    private static final String FILE = "/META-INF/openapi.yaml";

    /** RFC 9512. */
    private static final String YAML = "application/yaml";

    /** In YAML, or as JSON for those who ask for {@code ?format=json} or name it first in {@code Accept}. */
    @GET
    public Response describe(
            @QueryParam("format") @Nullable String format, @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accepted)
            throws IOException {
        boolean json = format == null
                ? accepted != null && accepted.startsWith(MediaType.APPLICATION_JSON)
                : format.equalsIgnoreCase("json");
        try (InputStream file = Objects.requireNonNull(OpenApiResource.class.getResourceAsStream(FILE))) {
            return json
                    ? Response.ok(new YAMLMapper().readValue(file, JsonNode.class), MediaType.APPLICATION_JSON)
                            .build()
                    : Response.ok(file.readAllBytes(), YAML + ";charset=UTF-8").build();
        }
    }
}
