@NullMarked
package io.millrace.source.row;

import org.jspecify.annotations.NullMarked;
