/** Answers kept in this process. */
@NullMarked
package io.millrace.cache.caffeine;

import org.jspecify.annotations.NullMarked;
