#!/usr/bin/env bash
# From the catalog's model to a model repository that Triton serves. Runs in Triton's image for TensorRT-LLM 0.18.
# In: /catalog (read-only) and the settings of the ConfigMap. Out: /engines/$ENGINE_ID, there whole or not at all.
set -euo pipefail

model=/catalog/$CATALOG_MODEL/current
target=/engines/$ENGINE_ID
if [[ -d $target ]]; then
  echo "$target is there already"
  exit 0
fi
# the loader may still be at work
until [[ -d $model ]]; do
  echo "waiting for $model"
  sleep 10
done
part=$(mktemp -d "/engines/.part-XXXXXX")
trap 'rm -rf "$part"' EXIT
chmod 755 "$part"

# the folder of the examples has moved between releases
converter=
for folder in "/app/examples/models/core/$MODEL_FAMILY" "/app/examples/$MODEL_FAMILY"; do
  if [[ -f $folder/convert_checkpoint.py ]]; then
    converter=$folder/convert_checkpoint.py
  fi
done
if [[ -z $converter ]]; then
  echo "the image has no conversion script for MODEL_FAMILY '$MODEL_FAMILY'" >&2
  exit 1
fi

python3 "$converter" --model_dir "$model" --output_dir /tmp/checkpoint --dtype "$DATA_TYPE"
trtllm-build --checkpoint_dir /tmp/checkpoint --output_dir "$part/engine" \
  --gemm_plugin auto --kv_cache_type paged --use_paged_context_fmha enable \
  --max_batch_size "$PARALLEL_REQUESTS" --max_input_len "$INPUT_CONTEXT_TOKENS" --max_seq_len "$CONTEXT_TOKENS"

# engine and tokenizer stay together, even when the catalog's model is replaced
mkdir "$part/tokenizer"
find "$model/" -maxdepth 1 -type f ! -name '*.safetensors' -exec cp {} "$part/tokenizer/" \;

cp -r /app/all_models/inflight_batcher_llm "$part/repository"
mkdir -p "$part/repository/ensemble/1"
fill() {
  python3 /app/tools/fill_template.py -i "$part/repository/$1/config.pbtxt" "triton_max_batch_size:$PARALLEL_REQUESTS,$2"
}
tokenizer=$target/tokenizer
fill preprocessing "tokenizer_dir:$tokenizer,preprocessing_instance_count:2,max_queue_size:0"
fill postprocessing "tokenizer_dir:$tokenizer,postprocessing_instance_count:2,skip_special_tokens:True"
fill ensemble "logits_datatype:TYPE_FP32"
fill tensorrt_llm_bls "decoupled_mode:True,bls_instance_count:$PARALLEL_REQUESTS,accumulate_tokens:True,logits_datatype:TYPE_FP32"
fill tensorrt_llm "triton_backend:tensorrtllm,engine_dir:$target/engine,decoupled_mode:True,max_beam_width:1,batching_strategy:inflight_fused_batching,max_queue_delay_microseconds:0,max_queue_size:0,enable_kv_cache_reuse:True,exclude_input_in_output:True,kv_cache_free_gpu_mem_fraction:0.9,encoder_input_features_data_type:TYPE_FP16,logits_datatype:TYPE_FP32"

chmod -R a+rX "$part"
mv -T "$part" "$target"
trap - EXIT
echo "$target is built"
