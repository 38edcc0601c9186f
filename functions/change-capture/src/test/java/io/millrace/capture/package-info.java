@NullMarked
package io.millrace.capture;

import org.jspecify.annotations.NullMarked;
