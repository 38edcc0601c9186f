/** Core's model ports over HTTP: one client for our model server, vLLM, TGI, TEI, llama.cpp, Triton and OpenAI. */
@NullMarked
package io.millrace.client;

import org.jspecify.annotations.NullMarked;
