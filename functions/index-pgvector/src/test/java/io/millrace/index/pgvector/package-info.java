@NullMarked
package io.millrace.index.pgvector;

import org.jspecify.annotations.NullMarked;
