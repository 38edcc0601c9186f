/** The commands for Millrace on Knative: deploy, undeploy, doctor, verify, backup, restore, rollout. */
@NullMarked
package io.millrace.cli.cluster;

import org.jspecify.annotations.NullMarked;
