@NullMarked
package io.millrace.index.opensearch;

import org.jspecify.annotations.NullMarked;
