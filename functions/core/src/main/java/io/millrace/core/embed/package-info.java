/** Texts to vectors. */
@NullMarked
package io.millrace.core.embed;

import org.jspecify.annotations.NullMarked;
