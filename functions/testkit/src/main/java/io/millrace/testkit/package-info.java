/** Contract tests that every adapter of a port extends, and the fixtures they share. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
