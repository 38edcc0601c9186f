/**
 * What object stores say of their objects, in the words of each vendor: JSON in, {@link io.millrace.core.ingest.ObjectChange} out; and what Debezium says of rows, {@link
 * io.millrace.contracts.notification.DatabaseChange}.
 */
@NullMarked
package io.millrace.contracts.notification;

import org.jspecify.annotations.NullMarked;
