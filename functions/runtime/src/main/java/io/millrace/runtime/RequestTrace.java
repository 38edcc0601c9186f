package io.millrace.runtime;

import io.millrace.client.TraceContext;
import io.millrace.contracts.EventEnvelope;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The trace of the request under way, for the calls that it leads to: that of an event, else that of the HTTP request (W3C Trace Context). It goes on as it came, since
 * functions make no spans of their own. Vert.x gives each request a context, which Quarkus keeps on the thread that works for it.
 */
@Singleton
class RequestTrace implements TraceContext {

    private static final String KEY = RequestTrace.class.getName();
    private static final int AFTER_HTTP_BASICS = 100;

    void register(@Observes Filters filters) {
        filters.register(RequestTrace::keep, AFTER_HTTP_BASICS);
    }

    static void keep(RoutingContext call) {
        HttpServerRequest request = call.request();
        String event = request.getHeader("ce-" + EventEnvelope.TRACEPARENT);
        String trace = event == null ? request.getHeader(EventEnvelope.TRACEPARENT) : event;
        Context context = Vertx.currentContext();
        if (context != null && isTrace(trace)) {
            context.putLocal(KEY, trace);
        }
        call.next();
    }

    private static boolean isTrace(@Nullable String trace) {
        return trace != null && IncomingEvent.TRACEPARENT.matcher(trace).matches();
    }

    @Override
    public Optional<String> traceparent() {
        Context context = Vertx.currentContext();
        return context == null ? Optional.empty() : Optional.ofNullable(context.getLocal(KEY));
    }
}
