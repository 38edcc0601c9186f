package io.millrace.broker;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a local broker runs.
 *
 * @param directory where its events are kept; made when it isn't there; one process at a time
 * @param storeScheme the scheme of H2's file layer ({@code org.h2.store.fs.FilePath}) through which every write goes, with its colon; empty for plain files.
 *     A test registers a layer of its own and names it here
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param maxBodyBytes the size from which on an event is refused
 * @param maxInFlight how many events a Trigger has under way at once
 * @param maxHops the loop guard: an event whose extension {@code hops} is higher becomes a dead letter
 * @param timeout how long one attempt may take where the delivery says nothing
 */
public record BrokerSettings(
        Path directory,
        String storeScheme,
        String host,
        int port,
        int maxBodyBytes,
        int maxInFlight,
        int maxHops,
        Duration timeout) {

    /** The size from which on the Kafka broker refuses an event (measured). */
    public static final int KAFKA_MAX_BODY_BYTES = 1_048_576;

    /** How many events an unordered Trigger of the Kafka broker has under way with one partition (measured). */
    public static final int KAFKA_MAX_IN_FLIGHT = 60;

    public BrokerSettings {
        positive("maxBodyBytes", maxBodyBytes);
        positive("maxInFlight", maxInFlight);
        positive("maxHops", maxHops);
        if (port < 0 || port > 65_535) {
            throw invalid("port", String.valueOf(port), "a number from 0 to 65535");
        }
        if (!timeout.isPositive()) {
            throw invalid("timeout", timeout.toString(), "a positive duration");
        }
    }

    /** The Kafka broker's limits, on a free port of the loopback interface. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(
                directory, "", "127.0.0.1", 0, KAFKA_MAX_BODY_BYTES, KAFKA_MAX_IN_FLIGHT, 64, Duration.ofMinutes(10));
    }

    /** The same, listening elsewhere. */
    public BrokerSettings listeningOn(String newHost, int newPort) {
        return new BrokerSettings(
                directory, storeScheme, newHost, newPort, maxBodyBytes, maxInFlight, maxHops, timeout);
    }

    /** The same, with another file layer. */
    public BrokerSettings storedThrough(String newStoreScheme) {
        return new BrokerSettings(directory, newStoreScheme, host, port, maxBodyBytes, maxInFlight, maxHops, timeout);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw invalid(name, String.valueOf(value), "1 or more");
        }
    }

    private static ProblemException invalid(String name, String value, String remedy) {
        return ProblemException.of(
                Category.INVALID,
                "broker-setting-invalid",
                "The broker's setting '" + name + "' is " + value + ": use " + remedy + ".");
    }
}
