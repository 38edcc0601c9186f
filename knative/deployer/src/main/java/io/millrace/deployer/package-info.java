/** Brings the objects of an overlay onto a cluster, waits until they are ready, says why they are not, and takes them away again. */
@NullMarked
package io.millrace.deployer;

import org.jspecify.annotations.NullMarked;
