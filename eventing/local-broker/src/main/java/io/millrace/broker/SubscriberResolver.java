package io.millrace.broker;

import io.millrace.topology.Destination;
import java.net.URI;

/** Knows where the objects run that a topology names. */
@FunctionalInterface
public interface SubscriberResolver {

    /**
     * The absolute http address of an object, without the {@code path} of the reference. Called once for each reference, at start.
     *
     * @throws io.millrace.core.problem.ProblemException when there is no such object
     */
    URI resolve(Destination.Ref ref);
}
