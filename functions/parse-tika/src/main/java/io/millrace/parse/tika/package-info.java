/** Documents of every common format to text with structure: plain formats read directly, all others by Apache Tika within limits. */
@NullMarked
package io.millrace.parse.tika;

import org.jspecify.annotations.NullMarked;
