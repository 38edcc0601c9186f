/** Pages of the web as a source, and the guard that keeps what they lead to from reaching inside. */
@NullMarked
package io.millrace.source.web;

import org.jspecify.annotations.NullMarked;
