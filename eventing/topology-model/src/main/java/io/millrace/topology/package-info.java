/** The event chain as declared in Knative YAML: read strictly, validated, immutable. */
@NullMarked
package io.millrace.topology;

import org.jspecify.annotations.NullMarked;
