/** Who calls the API: known before anything of a request is read. */
@NullMarked
package io.millrace.answering.access;

import org.jspecify.annotations.NullMarked;
