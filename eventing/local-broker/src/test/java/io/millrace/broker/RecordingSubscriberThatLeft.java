package io.millrace.broker;

import java.net.URI;

/** An address at which nothing listens any more. */
record RecordingSubscriberThatLeft(URI uri) {
    RecordingSubscriberThatLeft() {
        this(left());
    }

    private static URI left() {
        try (RecordingSubscriber subscriber = new RecordingSubscriber()) {
            return subscriber.uri("/");
        }
    }
}
