/** Rows of databases as documents: the mapping file, what it makes of rows, and the seam to each kind of database. */
@NullMarked
package io.millrace.source.row;

import org.jspecify.annotations.NullMarked;
