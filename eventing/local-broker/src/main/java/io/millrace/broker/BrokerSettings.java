package io.millrace.broker;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.DeliveryProfile;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
 * @param timeout how long one attempt may take where the delivery says nothing; null for as long as it takes
 * @param bodyTime how long a sender may take for the body of one request
 * @param profile the broker whose rules hold; the topology should be read for the same
 */
public record BrokerSettings(
        Path directory,
        String storeScheme,
        String host,
        int port,
        int maxBodyBytes,
        int maxInFlight,
        int maxHops,
        @Nullable Duration timeout,
        Duration bodyTime,
        DeliveryProfile profile) {

    /** The size from which on the Kafka broker refuses an event (measured). */
    public static final int KAFKA_MAX_BODY_BYTES = 1_048_576;

    /** How many events an unordered Trigger of the Kafka broker has under way with one partition (measured). */
    public static final int KAFKA_MAX_IN_FLIGHT = 60;

    /** The channel-based broker has no limit (measured); this one is ours: 10 MiB are taken, one byte more is not. */
    public static final int MT_MAX_BODY_BYTES = (10 << 20) + 1;

    /** The channel-based broker has as many under way as senders send (measured); this limit is ours. */
    public static final int MT_MAX_IN_FLIGHT = 1000;

    private static final int MAX_HOPS = 64;
    private static final Duration BODY_TIME = Duration.ofMinutes(1);

    public BrokerSettings {
        positive("maxBodyBytes", maxBodyBytes);
        positive("maxInFlight", maxInFlight);
        positive("maxHops", maxHops);
        if (port < 0 || port > 65_535) {
            throw invalid("port", String.valueOf(port), "a number from 0 to 65535");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw invalid("timeout", timeout.toString(), "a positive duration");
        }
        if (!bodyTime.isPositive()) {
            throw invalid("bodyTime", bodyTime.toString(), "a positive duration");
        }
    }

    /** The Kafka broker's rules and limits, on a free port of the loopback interface. */
    public static BrokerSettings in(Path directory) {
        return in(directory, DeliveryProfile.KAFKA);
    }

    /** The rules and limits of a broker, on a free port of the loopback interface. */
    public static BrokerSettings in(Path directory, DeliveryProfile profile) {
        return switch (profile) {
            case KAFKA ->
                new BrokerSettings(
                        directory,
                        "",
                        "127.0.0.1",
                        0,
                        KAFKA_MAX_BODY_BYTES,
                        KAFKA_MAX_IN_FLIGHT,
                        MAX_HOPS,
                        Duration.ofMinutes(10),
                        BODY_TIME,
                        profile);
            case MT ->
                new BrokerSettings(
                        directory,
                        "",
                        "127.0.0.1",
                        0,
                        MT_MAX_BODY_BYTES,
                        MT_MAX_IN_FLIGHT,
                        MAX_HOPS,
                        null,
                        BODY_TIME,
                        profile);
        };
    }

    /** The same, listening elsewhere. */
    public BrokerSettings listeningOn(String newHost, int newPort) {
        return new BrokerSettings(
                directory,
                storeScheme,
                newHost,
                newPort,
                maxBodyBytes,
                maxInFlight,
                maxHops,
                timeout,
                bodyTime,
                profile);
    }

    /** The same, with another file layer. */
    public BrokerSettings storedThrough(String newStoreScheme) {
        return new BrokerSettings(
                directory, newStoreScheme, host, port, maxBodyBytes, maxInFlight, maxHops, timeout, bodyTime, profile);
    }

    /** The same, with another time for the body of a request. */
    BrokerSettings withBodyTime(Duration newBodyTime) {
        return new BrokerSettings(
                directory, storeScheme, host, port, maxBodyBytes, maxInFlight, maxHops, timeout, newBodyTime, profile);
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
