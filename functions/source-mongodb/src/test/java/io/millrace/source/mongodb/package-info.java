@NullMarked
package io.millrace.source.mongodb;

import org.jspecify.annotations.NullMarked;
