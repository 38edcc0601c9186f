/** What every command has: its options, where Millrace runs, and how it speaks to the person or program that called. */
@NullMarked
package io.millrace.cli.session;

import org.jspecify.annotations.NullMarked;
