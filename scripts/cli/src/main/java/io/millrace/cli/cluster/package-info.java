/** The commands for Millrace on Knative: deploy, undeploy, doctor, rollout. */
@NullMarked
package io.millrace.cli.cluster;

import org.jspecify.annotations.NullMarked;
