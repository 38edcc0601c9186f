/** The command line: which commands there are, and how a failure becomes an exit code. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
