package io.millrace.client;

/**
 * How a Service is talked to.
 *
 * @param idleConnections how many connections are kept for later calls, 0 or more; those in use have no limit
 * @param http2PriorKnowledge whether plain http is spoken as HTTP/2 from the first byte (h2c); https agrees on HTTP/2 by itself (ALPN)
 * @param trace which trace a call belongs to
 * @param listener hears how calls end
 */
public record HttpSettings(
        int idleConnections, boolean http2PriorKnowledge, TraceContext trace, ModelCallListener listener) {

    /** What suits one server on the same machine or behind a cluster's Service. */
    public static final HttpSettings DEFAULT = new HttpSettings(32, false, TraceContext.NONE, ModelCallListener.NONE);

    public HttpSettings {
        if (idleConnections < 0) {
            throw new IllegalArgumentException(
                    "the number of idle connections must be 0 or more, but is " + idleConnections);
        }
    }
}
