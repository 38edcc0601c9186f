/** Words and sentences, cut the same way for indexing, scoring and verifying. */
@NullMarked
package io.millrace.core.text;

import org.jspecify.annotations.NullMarked;
