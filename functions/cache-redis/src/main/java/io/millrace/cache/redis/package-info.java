/** Answers kept in Redis. */
@NullMarked
package io.millrace.cache.redis;

import org.jspecify.annotations.NullMarked;
