package io.millrace.manifests;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The engines that serve models, by the label {@code millrace.io/engine}, and what each needs to be told so that it
 * downloads nothing and ends without breaking answers off.
 */
enum Engine {
    VLLM(
            "vllm",
            "vllm/vllm-openai:v",
            true,
            "",
            "--shutdown-timeout=",
            0,
            "HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1",
            ""),
    /** Its launcher gives the web server 90 s to finish (launcher/src/main.rs of 3.0.1). */
    TGI(
            "tgi",
            "huggingface/text-generation-inference:",
            true,
            "--model-id=",
            "",
            90,
            "HF_HUB_OFFLINE=1",
            "--usage-stats=off"),
    TRITON(
            "triton",
            "nvidia/tritonserver:",
            true,
            "--model-repository=",
            "--exit-timeout-secs=",
            0,
            "HF_HUB_OFFLINE=1",
            ""),
    /** It ends when its requests have ended, however long they take; half a minute is a full queue of batches. */
    TEI(
            "tei",
            "ghcr.io/huggingface/text-embeddings-inference:cuda-",
            true,
            "--model-id=",
            "",
            30,
            "HF_HUB_OFFLINE=1",
            ""),
    TEI_CPU(
            "tei-cpu",
            "ghcr.io/huggingface/text-embeddings-inference:cpu-",
            false,
            "--model-id=",
            "",
            30,
            "HF_HUB_OFFLINE=1",
            ""),
    /** It breaks off what is under way: only preStop gives answers time. */
    LLAMA_CPP("llama-cpp", "ggml-org/llama.cpp:server-", false, "--model=", "", 0, "", "--offline"),
    /** Ours waits 5 s for requests under way. It has no switch for being offline; its policy lets nothing out. */
    MODEL_SERVER("model-server", "dev.local/millrace/model-server:", false, "--models=", "", 5, "", "");

    private final String label;
    private final String image;
    private final boolean gpu;
    private final String modelFlag;
    private final String drainFlag;
    private final long drainSeconds;
    private final String offlineVariables;
    private final String offlineArgument;

    Engine(
            String label,
            String image,
            boolean gpu,
            String modelFlag,
            String drainFlag,
            long drainSeconds,
            String offlineVariables,
            String offlineArgument) {
        this.label = label;
        this.image = image;
        this.gpu = gpu;
        this.modelFlag = modelFlag;
        this.drainFlag = drainFlag;
        this.drainSeconds = drainSeconds;
        this.offlineVariables = offlineVariables;
        this.offlineArgument = offlineArgument;
    }

    static Optional<Engine> labelled(String label) {
        return Arrays.stream(values())
                .filter(engine -> engine.label.equals(label))
                .findFirst();
    }

    /** What its image's name and tag begin with. */
    String image() {
        return image;
    }

    boolean needsGpu() {
        return gpu;
    }

    /** The flag before the model's path; empty where the path is the first argument. */
    String modelFlag() {
        return modelFlag;
    }

    /** The flag that says how long it waits for answers under way; empty where it has none. */
    String drainFlag() {
        return drainFlag;
    }

    /** How long it waits for answers under way without a flag. */
    long drainSeconds() {
        return drainSeconds;
    }

    /** Environment variables that it must have, as {@code NAME=value}. */
    List<String> offlineVariables() {
        return offlineVariables.isEmpty() ? List.of() : List.of(offlineVariables.split(" ", -1));
    }

    /** An argument that it must have; empty where it needs none. */
    String offlineArgument() {
        return offlineArgument;
    }
}
