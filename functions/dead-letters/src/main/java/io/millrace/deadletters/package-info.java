/** Gives events that could not be handled an outcome that somebody waits for. */
@NullMarked
package io.millrace.deadletters;

import org.jspecify.annotations.NullMarked;
