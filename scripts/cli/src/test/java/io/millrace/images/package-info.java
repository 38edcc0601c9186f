@NullMarked
package io.millrace.images;

import org.jspecify.annotations.NullMarked;
