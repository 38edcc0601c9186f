/** Documents in buckets of Google Cloud Storage. */
@NullMarked
package io.millrace.source.gcs;

import org.jspecify.annotations.NullMarked;
