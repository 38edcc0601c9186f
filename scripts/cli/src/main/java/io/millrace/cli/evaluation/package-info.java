/** Retrieval and answers measured on a dataset, through the whole chain. */
@NullMarked
package io.millrace.cli.evaluation;

import org.jspecify.annotations.NullMarked;
