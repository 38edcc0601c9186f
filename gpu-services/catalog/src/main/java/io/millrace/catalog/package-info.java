/** The model catalog: which models there are, where they come from, and how they lie on disk. */
@NullMarked
package io.millrace.catalog;

import org.jspecify.annotations.NullMarked;
