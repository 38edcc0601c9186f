package io.millrace.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Who may send notifications to {@code /notifications}, and how large they may be. */
@ConfigMapping(prefix = "millrace.intake")
public interface IntakeConfig {

    /**
     * What notifiers must show. Without it only callers on this machine are let in, and on Knative nobody. Belongs into a Secret:
     * {@code MILLRACE_INTAKE_TOKEN}.
     */
    Optional<String> token();

    /** Bytes of one notification at most; more than 2 MiB together with {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("1048576")
    int maxBytes();

    /** Records of one notification at most. */
    @WithDefault("1000")
    int maxRecords();
}
