@NullMarked
package io.millrace.index.lucene;

import org.jspecify.annotations.NullMarked;
