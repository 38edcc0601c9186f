/** Members of MongoDB's collections, as rows. */
@NullMarked
package io.millrace.source.mongodb;

import org.jspecify.annotations.NullMarked;
