package io.millrace.topology;

/**
 * A SinkBinding: gives the pods of a Knative Service the Broker's address as {@code K_SINK}.
 *
 * @param service the Knative Service
 * @param file the file that declares it
 */
public record SinkBindingSpec(String name, String service, Destination sink, String file) {}
