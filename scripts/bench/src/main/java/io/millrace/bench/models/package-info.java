/** How fast the model server is, beside the libraries in it called directly. */
@NullMarked
package io.millrace.bench.models;

import org.jspecify.annotations.NullMarked;
