/** Generate, verify, attribute: answers that rest on passages, not on a model's word. */
@NullMarked
package io.millrace.core.answer;

import org.jspecify.annotations.NullMarked;
