@NullMarked
package io.millrace.bench.models;

import org.jspecify.annotations.NullMarked;
