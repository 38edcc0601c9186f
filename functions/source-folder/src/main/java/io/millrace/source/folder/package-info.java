/** Documents, uploads and answers in folders of this machine. */
@NullMarked
package io.millrace.source.folder;

import org.jspecify.annotations.NullMarked;
