/** Embeds passages and questions, and publishes documents. */
@NullMarked
package io.millrace.embedding;

import org.jspecify.annotations.NullMarked;
