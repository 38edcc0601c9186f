@NullMarked
package io.millrace.answering;

import org.jspecify.annotations.NullMarked;
