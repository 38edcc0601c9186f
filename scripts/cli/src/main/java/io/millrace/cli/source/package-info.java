/** Databases whose rows are documents: their mapping files on this machine. */
@NullMarked
package io.millrace.cli.source;

import org.jspecify.annotations.NullMarked;
