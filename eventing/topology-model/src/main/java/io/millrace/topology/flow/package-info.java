/** What flows where in a topology: checks and drawings, against what the functions say of themselves. */
@NullMarked
package io.millrace.topology.flow;

import org.jspecify.annotations.NullMarked;
