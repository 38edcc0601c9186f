/** A durable CloudEvents broker for one machine, with the delivery rules of Knative's Kafka broker. */
@NullMarked
package io.millrace.broker;

import org.jspecify.annotations.NullMarked;
