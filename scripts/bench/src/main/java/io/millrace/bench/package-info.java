/** Measurements that need the measured part in a process of its own. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
