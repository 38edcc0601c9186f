package io.millrace.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.CliFailure;
import io.millrace.client.ModelEndpoint;
import java.net.URI;
import java.time.Duration;

/** Where the model server of a Millrace on this machine embeds. */
final class EmbeddingEndpoint {

    private EmbeddingEndpoint() {}

    static ModelEndpoint of(MillraceClient client) {
        String models = client.endpoints().models();
        if (models == null) {
            throw new CliFailure(CliFailure.FAILED, "run.json does not say where the model server is");
        }
        return new ModelEndpoint(URI.create(models), model(client, models), Duration.ofMinutes(2));
    }

    /** The model that the server embeds with: it lists that one first. */
    private static String model(MillraceClient client, String models) {
        JsonNode first = client.models(models).path("data").path(0).path("id");
        if (!first.isTextual()) {
            throw new CliFailure(CliFailure.FAILED, "the model server at " + models + " lists no model");
        }
        return first.asText();
    }
}
