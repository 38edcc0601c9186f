@NullMarked
package io.millrace.cache.mongodb;

import org.jspecify.annotations.NullMarked;
