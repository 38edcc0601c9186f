package io.millrace.local;

import io.millrace.topology.DeliveryProfile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the launcher tells this process. */
@ConfigMapping(prefix = "millrace.local")
public interface LocalConfig {

    /** The folder of all state. */
    Path data();

    /** Folders of Knative YAML; an object in a later one replaces the one of the same kind and name before. */
    List<Path> topology();

    /** The broker of Knative's that ours follows: kafka or mt. */
    DeliveryProfile profile();

    /** Port of the broker, always on the loopback interface. */
    @WithName("broker-port")
    int brokerPort();

    /** Address of the model server. */
    @WithName("models-url")
    URI modelsUrl();

    /** Process id of the launcher, for the status. */
    @WithName("launcher-pid")
    OptionalLong launcherPid();

    /** File that holds the model server's process id, for the status. */
    @WithName("model-server-pid-file")
    Optional<Path> modelServerPidFile();
}
