package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the names that the libraries in use have in their jars. */
class NativeLibrariesTest {

    private static final NativeLibraries AMD64 = new NativeLibraries("amd64");
    private static final NativeLibraries ARM64 = new NativeLibraries("arm64");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                "native/lib/linux-x86_64/cpu/libtokenizers.so",
                "de/kherud/llama/Linux/x86_64/libjllama.so",
                "com/sun/jna/linux-x86-64/libjnidispatch.so",
                "linux/amd64/libzstd-jni-1.5.6-3.so",
                "org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so"
            })
    void whatIsForThisProcessorStays(String name) {
        assertThat(AMD64.areElsewheres(name)).isFalse();
        assertThat(ARM64.areElsewheres(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                "com/sun/jna/linux-aarch64/libjnidispatch.so",
                "linux/aarch64/libzstd-jni-1.5.6-3.so"
            })
    void whatIsForTheOtherProcessorGoes(String name) {
        assertThat(AMD64.areElsewheres(name)).isTrue();
        assertThat(ARM64.areElsewheres(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ai/onnxruntime/native/win-x64/onnxruntime.dll",
                "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib",
                "ai/onnxruntime/native/osx-aarch64/libonnxruntime.dylib.dSYM/Contents/Resources/DWARF/libonnxruntime.dylib",
                "de/kherud/llama/Linux-Android/aarch64/libjllama.so",
                "com/sun/jna/linux-x86/libjnidispatch.so",
                "com/sun/jna/linux-armel/libjnidispatch.so",
                "com/sun/jna/sunos-x86-64/libjnidispatch.so",
                "com/sun/jna/aix-ppc64/libjnidispatch.a",
                "freebsd/amd64/libzstd-jni-1.5.6-3.so",
                "linux/ppc64le/libzstd-jni-1.5.6-3.so"
            })
    void whatIsForNeitherGoes(String name) {
        assertThat(AMD64.areElsewheres(name)).isTrue();
        assertThat(ARM64.areElsewheres(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lib/libanything.so",
                "com/sun/jna/win32/StdCallLibrary.class",
                "native/lib/tokenizers.properties",
                "META-INF/native-image/linux/reflect-config.json"
            })
    void whatSaysNothingOfAPlatformOrIsNoLibraryStays(String name) {
        assertThat(AMD64.areElsewheres(name)).isFalse();
        assertThat(ARM64.areElsewheres(name)).isFalse();
    }
}
