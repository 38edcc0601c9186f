package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.TriggerSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;

/** Where Knative's brokers differ; one class for each. What they have in common is where it is used. */
sealed interface BrokerRules permits KafkaRules, MtRules {

    static BrokerRules of(DeliveryProfile profile, String ingressPath) {
        return switch (profile) {
            case KAFKA -> new KafkaRules();
            case MT -> new MtRules(ingressPath);
        };
    }

    /** The answer to an event whose body is over the limit. */
    int tooLargeStatus();

    /** The answer to an event that can't be stored. */
    int unstoredStatus();

    /** How long a request's headers may be; longer ones get 431. */
    int maxHeaderBytes();

    /** The answer to a POST to a path that isn't the broker's. */
    int otherPathStatus(String path);

    /** The answer to OPTIONS. */
    int optionsStatus();

    /**
     * An event as the broker stores it.
     *
     * @throws ProblemException when the ingress refuses it, valid as it is
     */
    Event admitted(Event event);

    /** Whether the sender gets its answer only when every Trigger is done with the event; else when the event is stored. */
    boolean answersAfterDelivery();

    /** Whether events of one key go to this Trigger one after another. */
    boolean ordered(TriggerSpec trigger);

    /** An event as a Trigger's subscriber gets it. */
    Event outgoing(Stored stored);

    /** An event that could not be delivered, as the dead-letter sink gets it. */
    Event deadLetter(Stored stored, Outcome.Refused why);

    /** A 2xx with a body that is no event. */
    Outcome noEvent(Exchange exchange, int status);

    /** A valid event came back. */
    Outcome replied(Exchange exchange, Event reply);

    /** Something came back that says it is an event, and is none. */
    Outcome invalidReply(Exchange exchange, int status, MultiMap headers, Buffer body, ProblemException why);

    /** An answer that isn't 2xx. */
    Outcome.Refused refused(Exchange exchange, int status, MultiMap headers, byte[] start, String reason);

    /** There was no answer: the connection could not be made or broke. */
    Outcome.Refused unanswered(Exchange exchange, String reason);

    /** There was no answer in time. */
    Outcome.Refused timedOut(Exchange exchange, String reason);

    /**
     * What an answer is an answer to.
     *
     * @param subscriber where the event was sent
     * @param sent the event as stored
     * @param atSink whether that is a dead-letter sink
     */
    record Exchange(URI subscriber, Event sent, boolean atSink) {}
}
