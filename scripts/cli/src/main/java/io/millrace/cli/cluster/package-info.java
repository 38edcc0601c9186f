/** The commands for Millrace on Knative: deploy, undeploy, doctor. */
@NullMarked
package io.millrace.cli.cluster;

import org.jspecify.annotations.NullMarked;
