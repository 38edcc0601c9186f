/** Reads databases' logs and announces the documents that changed rows bear on. */
@NullMarked
package io.millrace.capture;

import org.jspecify.annotations.NullMarked;
