@NullMarked
package io.millrace.source.web;

import org.jspecify.annotations.NullMarked;
