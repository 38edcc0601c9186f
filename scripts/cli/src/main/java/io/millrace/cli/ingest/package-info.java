/** Files into events: what to send, and what became of it. */
@NullMarked
package io.millrace.cli.ingest;

import org.jspecify.annotations.NullMarked;
