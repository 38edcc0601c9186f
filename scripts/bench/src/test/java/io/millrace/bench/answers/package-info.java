@NullMarked
package io.millrace.bench.answers;

import org.jspecify.annotations.NullMarked;
