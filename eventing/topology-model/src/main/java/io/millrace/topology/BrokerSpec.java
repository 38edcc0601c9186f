package io.millrace.topology;

/**
 * The Broker.
 *
 * @param file the file that declares it
 */
public record BrokerSpec(String namespace, String name, String file) {}
