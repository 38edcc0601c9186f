package io.millrace.cli.cluster;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.deployer.ClusterAccess;
import io.millrace.deployer.DeployFailure;
import io.millrace.deployer.Deployer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, and where on it. */
final class ClusterOptions {

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description =
                    "where the list of what is deployed is kept (default: the namespace of the objects; else millrace)")
    private @Nullable String namespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "how to reach the cluster (default: KUBECONFIG, else ~/.kube/config)")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "which context of that file (default: the current one)")
    private @Nullable String context;

    String namespace() {
        return namespace == null ? "" : namespace;
    }

    /** Works on the cluster; what can't be done becomes an exit code of the contract. */
    <T> T on(Session session, Function<Deployer, T> work) {
        return translated(() -> {
            ClusterAccess access = new ClusterAccess(Optional.ofNullable(kubeconfig), context == null ? "" : context);
            try (Deployer deployer = Deployer.connect(access, session.output()::note)) {
                return work.apply(deployer);
            }
        });
    }

    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DeployFailure e) {
            int code = switch (e.kind()) {
                case WRONG_USAGE -> CliFailure.USAGE;
                case PROGRAM_MISSING -> CliFailure.MISSING;
                case NO_CLUSTER -> CliFailure.NOT_RUNNING;
                case FAILED -> CliFailure.FAILED;
            };
            throw new CliFailure(code, String.valueOf(e.getMessage()));
        }
    }
}
