/**
 * Scale to zero on one machine: what stands in front of each function when it has a process of its own. It does what Knative's activator and queue-proxy do:
 * a request starts the process, waits until that listens, and is one of so many at a time; a process of which nothing is asked is ended.
 */
@NullMarked
package io.millrace.local.activator;

import org.jspecify.annotations.NullMarked;
