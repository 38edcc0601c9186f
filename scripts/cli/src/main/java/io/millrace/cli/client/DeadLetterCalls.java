package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/** The dead letters of a running Millrace. */
public final class DeadLetterCalls {

    /** The most that one list gives. */
    public static final int MAX_LIMIT = 10_000;

    private static final String DRY_RUN = "dry-run";

    private final HttpCalls calls;
    private final HttpUrl url;

    DeadLetterCalls(HttpCalls calls, HttpUrl url) {
        this.calls = calls;
        this.url = url;
    }

    /**
     * Those that a query asks for, the newest first.
     *
     * @param query limit, tenant, trigger, function, type, status, reason, since, until; none is needed
     */
    public JsonNode list(Map<String, String> query) {
        HttpUrl.Builder list = url.newBuilder();
        query.forEach(list::addQueryParameter);
        return calls.get(list.toString(), JsonNode.class);
    }

    /** One with its event. */
    public JsonNode show(String id) {
        return known(id, () -> calls.get(url(id).toString(), JsonNode.class));
    }

    /** Delivers it once more, to the Trigger where it failed; a dry run only asks whether that could be. */
    public void replay(String id, boolean dryRun) {
        var _ = known(
                id,
                () -> calls.send(
                        request(url(id).addPathSegment("replay"), dryRun).post(RequestBody.EMPTY)));
    }

    /** Forgets it; a dry run only asks whether it is there. */
    public void discard(String id, boolean dryRun) {
        var _ = known(id, () -> calls.send(request(url(id), dryRun).delete()));
    }

    /** What no server finds is said in the same words, whether the id is unknown there or can't be one. */
    private static <T> T known(String id, Supplier<T> call) {
        try {
            return call.get();
        } catch (RefusedException e) {
            if (e.refusal().status() == 404) {
                throw new RefusedException(new Refusal(
                        404,
                        "dead-letter-unknown",
                        "there is no dead letter '" + id + "'; 'millrace dead-letters list' shows all"));
            }
            throw e;
        }
    }

    private static Request.Builder request(HttpUrl.Builder target, boolean dryRun) {
        return new Request.Builder().url((dryRun ? target.addQueryParameter(DRY_RUN, "true") : target).build());
    }

    private HttpUrl.Builder url(String id) {
        return url.newBuilder().addPathSegment(id);
    }
}
