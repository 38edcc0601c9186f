/** Rows of databases behind JDBC. */
@NullMarked
package io.millrace.source.jdbc;

import org.jspecify.annotations.NullMarked;
