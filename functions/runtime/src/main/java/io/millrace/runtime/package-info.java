/** What every function shares: reading events strictly, replying with deterministic ids, problems instead of stack traces. */
@NullMarked
package io.millrace.runtime;

import org.jspecify.annotations.NullMarked;
