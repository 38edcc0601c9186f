/** The small commands, each a question to a running Millrace. */
@NullMarked
package io.millrace.cli.command;

import org.jspecify.annotations.NullMarked;
