/** Takes notifications and announces changes of documents. */
@NullMarked
package io.millrace.intake;

import org.jspecify.annotations.NullMarked;
