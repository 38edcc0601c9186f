package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triton's build script, run as it is but for its absolute folders, with stand-ins for NVIDIA's programs. */
final class EngineBuildScriptTest {

    /** Converts a checkpoint, or fills in a template: writes down what it was told. */
    private static final String PYTHON = """
            #!/usr/bin/env bash
            set -euo pipefail
            case $1 in
              */convert_checkpoint.py) mkdir -p "$5" && echo "$*" > "$5/told" ;;
              */fill_template.py) echo "$4" >> "$3" ;;
              *) exit 9 ;;
            esac
            """;

    private static final String TRTLLM_BUILD = """
            #!/usr/bin/env bash
            set -euo pipefail
            mkdir -p "$4"
            echo "$*" > "$4/rank0.engine"
            [[ -z ${BREAKS:-} ]]
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void layOutTheImageAndTheCatalog() throws IOException {
        write("bin/python3", PYTHON);
        write("bin/trtllm-build", TRTLLM_BUILD);
        write("app/examples/qwen/convert_checkpoint.py", "");
        write("app/all_models/inflight_batcher_llm/tensorrt_llm/config.pbtxt", "");
        for (String model : new String[] {"preprocessing", "postprocessing", "ensemble", "tensorrt_llm_bls"}) {
            write("app/all_models/inflight_batcher_llm/" + model + "/config.pbtxt", "");
        }
        write("catalog/small/r1/model.safetensors", "weights");
        write("catalog/small/r1/tokenizer.json", "{}");
        Files.createSymbolicLink(root.resolve("catalog/small/current"), Path.of("r1"));
        Files.createDirectories(root.resolve("engines"));
        Files.createDirectories(root.resolve("tmp"));
    }

    @Test
    void buildsAnEngineWithItsTokenizerAndItsRepository() throws Exception {
        assertThat(run(Map.of())).isZero();

        Path engine = root.resolve("engines/small-l4");
        assertThat(engine.resolve("engine/rank0.engine"))
                .content()
                .contains("--max_batch_size 8", "--max_input_len 900", "--max_seq_len 1000");
        assertThat(engine.resolve("tokenizer/tokenizer.json")).exists();
        assertThat(engine.resolve("tokenizer/model.safetensors")).doesNotExist();
        assertThat(engine.resolve("repository/ensemble/1")).isDirectory();
        assertThat(engine.resolve("repository/tensorrt_llm/config.pbtxt"))
                .content()
                .contains("triton_max_batch_size:8", "engine_dir:" + engine.resolve("engine"), "decoupled_mode:True");
        assertThat(engine.resolve("repository/tensorrt_llm_bls/config.pbtxt"))
                .content()
                .contains("accumulate_tokens:True");
        assertThat(engine.resolve("repository/preprocessing/config.pbtxt"))
                .content()
                .contains("tokenizer_dir:" + engine.resolve("tokenizer"));
        assertThat(engines()).containsExactly("small-l4");
    }

    @Test
    void leavesAnEngineThatIsThereAlone() throws Exception {
        write("engines/small-l4/mine", "");

        assertThat(run(Map.of())).isZero();

        assertThat(root.resolve("engines/small-l4/engine")).doesNotExist();
        assertThat(root.resolve("engines/small-l4/mine")).exists();
    }

    @Test
    void aFailedBuildLeavesNothingBehind() throws Exception {
        assertThat(run(Map.of("BREAKS", "yes"))).isNotZero();

        assertThat(engines()).isEmpty();
    }

    /** As long as 'sleep' lets it: the stand-in for that is the loader. */
    @Test
    void waitsForAModelThatTheLoaderHasNotBroughtYet() throws Exception {
        Path current = root.resolve("catalog/small/current");
        Files.delete(current);
        write("bin/sleep", "#!/usr/bin/env bash\nln -s r1 " + current + "\n");

        assertThat(run(Map.of())).isZero();

        assertThat(root.resolve("output.txt")).content().contains("waiting for " + current);
        assertThat(engines()).containsExactly("small-l4");
    }

    @Test
    void namesAFamilyThatTheImageCannotConvert() throws Exception {
        assertThat(run(Map.of("MODEL_FAMILY", "mamba"))).isEqualTo(1);

        assertThat(root.resolve("output.txt")).content().contains("'mamba'");
        assertThat(engines()).isEmpty();
    }

    private Stream<String> engines() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("engines"))) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private int run(Map<String, String> changes) throws IOException, InterruptedException {
        String script = Files.readString(
                EngineCombinations.gpuServices().resolve("generator/triton/build-engine.sh"), StandardCharsets.UTF_8);
        Path copy = root.resolve("build-engine.sh");
        Files.writeString(copy, script.replaceAll("(?<![\\w}])/(catalog|engines|app|tmp)/", root + "/$1/"));
        ProcessBuilder bash = new ProcessBuilder("bash", copy.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("output.txt").toFile());
        Map<String, String> environment = bash.environment();
        environment.put("PATH", root.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("CATALOG_MODEL", "small");
        environment.put("ENGINE_ID", "small-l4");
        environment.put("MODEL_FAMILY", "qwen");
        environment.put("DATA_TYPE", "bfloat16");
        environment.put("PARALLEL_REQUESTS", "8");
        environment.put("INPUT_CONTEXT_TOKENS", "900");
        environment.put("CONTEXT_TOKENS", "1000");
        environment.putAll(changes);
        return bash.start().waitFor();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
