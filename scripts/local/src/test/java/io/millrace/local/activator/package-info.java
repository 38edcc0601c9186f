@NullMarked
package io.millrace.local.activator;

import org.jspecify.annotations.NullMarked;
