package io.millrace.answering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.PodNamespace;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether what is to be registered can be listed, as reindexing finds it: that function will list it, and has the clients, the credentials and the way to buckets. */
@Singleton
class ListableSources {

    /** Above a cold start, and what a bucket's server may take to say no. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final OkHttpClient http =
            new OkHttpClient.Builder().callTimeout(TIMEOUT).readTimeout(TIMEOUT).build();
    private final HttpUrl listable;

    /** @param listable where it is asked, up to and with {@code /listable}; empty: the function of the pod's own namespace */
    ListableSources(@ConfigProperty(name = "millrace.listable.url") Optional<String> listable) {
        this.listable =
                HttpUrl.get(listable.orElseGet(() -> PodNamespace.current().url("reindexing") + "/listable"));
    }

    /**
     * Returns where it can be listed now.
     *
     * @throws ProblemException UNPROCESSABLE, with the reason, where it can't; UNAVAILABLE where reindexing can't be asked
     */
    void require(String uri) {
        HttpUrl look = listable.newBuilder().addQueryParameter("uri", uri).build();
        try (Response answer =
                http.newCall(new Request.Builder().url(look).build()).execute()) {
            if (answer.code() == Category.UNPROCESSABLE.status()) {
                JsonNode problem = problem(answer.body().string());
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        problem.path("title").asText("source-unlistable"),
                        problem.path("detail").asText("it can't be listed"));
            }
            if (!answer.isSuccessful()) {
                throw new ProblemException(unavailable("it answered " + answer.code()));
            }
        } catch (IOException e) {
            throw new ProblemException(unavailable(String.valueOf(e.getMessage())), e);
        }
    }

    private static JsonNode problem(String body) {
        try {
            return ContractJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            return ContractJson.mapper().missingNode();
        }
    }

    private Problem unavailable(String reason) {
        return new Problem(
                Category.UNAVAILABLE,
                "sources-unavailable",
                "reindexing, which looks at buckets, can't be asked at " + listable + ": " + reason);
    }
}
