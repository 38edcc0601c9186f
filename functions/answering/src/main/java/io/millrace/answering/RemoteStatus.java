package io.millrace.answering;

import com.fasterxml.jackson.core.type.TypeReference;
import io.millrace.contracts.ContractJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What only the process beside the functions knows, such as the broker's queues, where that is another one: asked for over HTTP, and left out while it doesn't answer. */
@ApplicationScoped
class RemoteStatus implements StatusContribution {

    private static final Logger LOG = Logger.getLogger(RemoteStatus.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final OkHttpClient http =
            new OkHttpClient.Builder().callTimeout(TIMEOUT).build();
    private final Optional<HttpUrl> keeper;

    /** @param keeper answers GET with one JSON object, whose members become members of the status; none on a cluster */
    RemoteStatus(@ConfigProperty(name = "millrace.status.url") Optional<String> keeper) {
        this.keeper = keeper.map(HttpUrl::get);
    }

    @Override
    public Map<String, Object> status() {
        return keeper.map(this::ask).orElse(Map.of());
    }

    private Map<String, Object> ask(HttpUrl url) {
        try (Response answer =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            if (!answer.isSuccessful()) {
                throw new IOException("the answer was " + answer.code());
            }
            return ContractJson.mapper().readValue(answer.body().byteStream(), OBJECT);
        } catch (IOException e) {
            LOG.warnf("nothing is known of queues and processes: %s (%s)", url, e.getMessage());
            return Map.of();
        }
    }
}
