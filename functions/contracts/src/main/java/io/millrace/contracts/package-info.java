/** The events between functions: their types, their payloads and how both are written. */
@NullMarked
package io.millrace.contracts;

import org.jspecify.annotations.NullMarked;
