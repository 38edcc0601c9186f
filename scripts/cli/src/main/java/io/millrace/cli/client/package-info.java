/** Millrace over HTTP, as any client may use it. */
@NullMarked
package io.millrace.cli.client;

import org.jspecify.annotations.NullMarked;
