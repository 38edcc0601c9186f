@NullMarked
package io.millrace.deadletters;

import org.jspecify.annotations.NullMarked;
