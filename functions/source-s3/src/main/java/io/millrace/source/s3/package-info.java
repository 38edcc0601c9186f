/** Documents in buckets behind the S3 API. */
@NullMarked
package io.millrace.source.s3;

import org.jspecify.annotations.NullMarked;
