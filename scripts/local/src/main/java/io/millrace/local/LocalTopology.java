package io.millrace.local;

import io.millrace.core.ingest.IngestionSteps;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.Topology;
import io.millrace.topology.flow.ContentSteps;
import io.millrace.topology.flow.TopologyCheck;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The topology of this process: what the broker executes, and which steps of third parties content passes. */
@Singleton
class LocalTopology {

    private static final Logger LOG = Logger.getLogger(LocalTopology.class);

    /** Its event types may come from elsewhere, so that what does not fit is only said. */
    @Produces
    @Singleton
    Topology topology(LocalConfig config) {
        Topology topology = Topology.load(config.topology(), config.profile());
        TopologyCheck.problems(topology, FunctionServices.NONE, config.profile())
                .forEach(problem -> LOG.warnf("the topology: %s", problem));
        return topology;
    }

    @Produces
    @Singleton
    IngestionSteps steps(Topology topology) {
        return new IngestionSteps(ContentSteps.of(topology));
    }
}
