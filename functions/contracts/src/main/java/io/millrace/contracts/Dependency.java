package io.millrace.contracts;

import java.time.Duration;

/**
 * What a function waits for while it handles one event, and how long at most. The deadlines themselves stand where the calls are made; a test holds these to
 * them.
 */
public enum Dependency {
    /** A model Service that embeds; may be away for a quarter of an hour. */
    EMBEDDER(Duration.ofSeconds(60), true),
    /** A model Service that generates; may be away for a quarter of an hour. */
    GENERATOR(Duration.ofSeconds(60), true),
    /** A model Service that reranks; where it is away or late, the passages' sentences decide. */
    RERANKER(Duration.ofSeconds(1), false),
    /** The parser of documents: 60 s for reading one, and 30 s for waiting for a process, starting and ending it. */
    PARSER(Duration.ofSeconds(90), false),
    /** The Broker's ingress; Kafka's says that it can't store only after two minutes. */
    BROKER(Duration.ofSeconds(130), false);

    private final Duration deadline;
    private final boolean model;

    Dependency(Duration deadline, boolean model) {
        this.deadline = deadline;
        this.model = model;
    }

    /** How long one call may take. */
    public Duration deadline() {
        return deadline;
    }

    /** Whether it is a model Service. */
    public boolean isModel() {
        return model;
    }
}
