/** Container images of all that runs on a cluster, made without a container daemon, and how long their start takes. */
@NullMarked
package io.millrace.images;

import org.jspecify.annotations.NullMarked;
