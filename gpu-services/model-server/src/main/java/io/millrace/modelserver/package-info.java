/** A model server for one machine: embeddings by ONNX Runtime, a small generator by llama.cpp, over HTTP. */
@NullMarked
package io.millrace.modelserver;

import org.jspecify.annotations.NullMarked;
