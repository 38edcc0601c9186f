/** Documents in containers of Azure Blob Storage. */
@NullMarked
package io.millrace.source.azure;

import org.jspecify.annotations.NullMarked;
