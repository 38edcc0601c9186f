/** Who a document is: its identity, the order of its changes, its bytes and its verdicts. */
@NullMarked
package io.millrace.core.document;

import org.jspecify.annotations.NullMarked;
