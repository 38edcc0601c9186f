/** The command {@code bench}. */
@NullMarked
package io.millrace.cli.bench;

import org.jspecify.annotations.NullMarked;
