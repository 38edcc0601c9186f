@NullMarked
package io.millrace.cache.json;

import org.jspecify.annotations.NullMarked;
