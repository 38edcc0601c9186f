/** The form of a kept answer outside the process. */
@NullMarked
package io.millrace.cache.json;

import org.jspecify.annotations.NullMarked;
