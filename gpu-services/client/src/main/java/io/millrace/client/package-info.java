/** Core's model ports over HTTP: one client for our model server, vLLM and TEI. */
@NullMarked
package io.millrace.client;

import org.jspecify.annotations.NullMarked;
