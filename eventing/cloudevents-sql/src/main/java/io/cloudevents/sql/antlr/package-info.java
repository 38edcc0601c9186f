/** Where the ANTLR runtime of the CloudEvents SDK's SQL is put. */
@NullMarked
package io.cloudevents.sql.antlr;

import org.jspecify.annotations.NullMarked;
