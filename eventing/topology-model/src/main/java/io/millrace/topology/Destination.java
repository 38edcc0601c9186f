package io.millrace.topology;

import java.net.URI;

/** Where events go: Knative's {@code duck.v1.Destination}. */
public sealed interface Destination {

    /**
     * An object that has an address.
     *
     * @param path a relative URI that is resolved against the object's address; empty for the address itself
     */
    record Ref(String apiVersion, String kind, String namespace, String name, String path) implements Destination {
        @Override
        public String toString() {
            return kind + " " + name + path;
        }
    }

    /** A fixed address. */
    record Address(URI uri) implements Destination {
        public Address {
            if (!uri.isAbsolute() || uri.getHost() == null) {
                throw new IllegalArgumentException("an address must be absolute, but is '" + uri + "'");
            }
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }
}
