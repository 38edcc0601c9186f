package io.millrace.runtime;

import io.millrace.client.TraceContext;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.core.document.DocumentKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The trace of the request under way, for the calls, events and lines of the log that it leads to: that of an event, else that of the HTTP request (W3C Trace Context). It goes on as it came, since
 * functions make no spans of their own. Vert.x gives each request a context, which Quarkus keeps on the thread that works for it.
 */
@Singleton
public class RequestTrace implements TraceContext {

    private static final String KEY = RequestTrace.class.getName();
    private static final String EVENT_HEADER = "ce-" + EventEnvelope.TRACEPARENT;
    /** The trace-id in each line of the log, by the name that the model server's log has for it. */
    private static final String LOGGED = "trace_id";

    private static final int TRACE_ID = "00-".length();
    private static final int TRACE_ID_LENGTH = 32;
    private static final int AFTER_HTTP_BASICS = 100;

    void register(@Observes Filters filters) {
        filters.register(RequestTrace::keep, AFTER_HTTP_BASICS);
    }

    static void keep(RoutingContext call) {
        HttpServerRequest request = call.request();
        String trace = Stream.of(EVENT_HEADER, EventEnvelope.TRACEPARENT)
                .map(request::getHeader)
                .filter(RequestTrace::isTrace)
                .findFirst()
                .orElse(null);
        if (isEvent(call)) {
            // What the event leads to and the calls that are made for it are of one trace, also where only the sender's
            // request has one, or nobody.
            trace = trace == null
                    ? EventContext.start(DocumentKey.DEFAULT_TENANT).traceparent()
                    : trace;
            request.headers().set(EVENT_HEADER, trace);
        }
        Context context = Vertx.currentContext();
        if (context != null && trace != null) {
            context.putLocal(KEY, trace);
            MDC.put(LOGGED, trace.substring(TRACE_ID, TRACE_ID + TRACE_ID_LENGTH));
        }
        call.next();
    }

    /** One for a function, in binary mode: what other routes take for an event they read themselves, and may know again by all that it says. */
    private static boolean isEvent(RoutingContext call) {
        return "/".equals(call.normalizedPath()) && call.request().headers().contains("ce-id");
    }

    private static boolean isTrace(@Nullable String trace) {
        return trace != null && IncomingEvent.TRACEPARENT.matcher(trace).matches();
    }

    @Override
    public Optional<String> traceparent() {
        Context context = Vertx.currentContext();
        return context == null ? Optional.empty() : Optional.ofNullable(context.getLocal(KEY));
    }

    /** The start of a chain of events that the request under way leads to: of its trace, or of a new one where it has none. */
    public EventContext start(String tenant) {
        EventContext start = EventContext.start(tenant);
        return traceparent()
                .map(trace -> new EventContext(tenant, trace, start.hops()))
                .orElse(start);
    }
}
