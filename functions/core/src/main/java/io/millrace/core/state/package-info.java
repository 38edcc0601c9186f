/** What functions keep for each other beside the index: uploads, answers, feedback and registered sources, as ports. */
@NullMarked
package io.millrace.core.state;

import org.jspecify.annotations.NullMarked;
