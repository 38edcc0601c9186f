@NullMarked
package io.millrace.source.cassandra;

import org.jspecify.annotations.NullMarked;
