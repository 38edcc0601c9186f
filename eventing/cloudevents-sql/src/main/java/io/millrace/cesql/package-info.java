/** Where the ANTLR of the CloudEvents SDK's SQL is put. */
@NullMarked
package io.millrace.cesql;

import org.jspecify.annotations.NullMarked;
