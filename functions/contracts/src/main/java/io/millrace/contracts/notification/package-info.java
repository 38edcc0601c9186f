/** What object stores say of their objects, in the words of each vendor: JSON in, {@link io.millrace.core.ingest.ObjectChange} out. */
@NullMarked
package io.millrace.contracts.notification;

import org.jspecify.annotations.NullMarked;
