/** All functions, the local broker and the store in one process: what the cluster spreads over many, from the same topology. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
