package io.millrace.cli.client;

import io.millrace.catalog.CurrentRevision;
import io.millrace.core.document.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Where it is told that a model's revision has become current: the broker's ingress, or whatever takes CloudEvents. */
public final class PromotionSink {

    private static final String TYPE = "millrace.model.promoted.v1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpUrl url;
    private final HttpCalls calls;

    /**
     * @param url http or https
     * @param notes hears what keeps a call waiting
     */
    public PromotionSink(String url, Consumer<String> notes) {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("'" + url + "' is not an http or https URL");
        }
        this.url = parsed;
        this.calls = new HttpCalls(new OkHttpClient(), null, PATIENCE, notes);
    }

    /** Returns when that is durable there. The same, said again, has the same id. */
    public void tell(String model, CurrentRevision current) {
        String since = current.since().toString();
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("ce-specversion", "1.0")
                .header("ce-id", Digest.of(TYPE, model, current.revision(), since))
                .header("ce-source", "/millrace/models")
                .header("ce-type", TYPE)
                .header("ce-subject", model)
                .header("ce-time", since)
                .header("ce-dataschema", "urn:millrace:schema:" + TYPE)
                .header("ce-partitionkey", model)
                .header("ce-tenant", "default")
                .header("ce-hops", "1")
                .post(HttpCalls.json(Map.of("model", model, "revision", current.revision(), "promotedAt", since)));
        calls.send(request);
    }
}
