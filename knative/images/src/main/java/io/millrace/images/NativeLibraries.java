package io.millrace.images;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Libraries of machine code in jars, which lie in folders that are called after the platform, such as {@code linux-x86-64} or {@code Mac/aarch64}. Images are for
 * Linux and one kind of processor.
 *
 * @param processor {@code amd64} or {@code arm64}
 */
record NativeLibraries(String processor) {

    /** What only other systems load, their symbols included. */
    private static final Pattern OF_OTHER_SYSTEMS = Pattern.compile(".*\\.(dll|dylib|jnilib)(\\.dSYM/.*)?");

    private static final Pattern OF_LINUX = Pattern.compile(".*\\.(so|a)(\\.\\d+)*");

    private static final Set<String> OTHER_SYSTEMS =
            Set.of("aix", "android", "darwin", "freebsd", "mac", "netbsd", "openbsd", "osx", "sunos", "win", "windows");

    private static final Set<String> PROCESSORS = Set.of(
            "amd64",
            "arm",
            "arm64",
            "armel",
            "armhf",
            "armv6",
            "armv7",
            "i386",
            "loongarch64",
            "mips64",
            "mips64el",
            "ppc",
            "ppc64",
            "ppc64le",
            "riscv64",
            "s390x",
            "x86");

    /** Of the machine that builds: that is whose images it makes. */
    static NativeLibraries ofThisProcessor() {
        return new NativeLibraries("aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64");
    }

    /** Whether a file in a jar is a library that can't be loaded in an image; one whose folders say nothing of a platform can. */
    boolean areElsewheres(String name) {
        if (OF_OTHER_SYSTEMS.matcher(name).matches()) {
            return true;
        }
        if (!OF_LINUX.matcher(name).matches()) {
            return false;
        }
        String folders = name.substring(0, name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return words(folders)
                .anyMatch(
                        word -> OTHER_SYSTEMS.contains(word) || (PROCESSORS.contains(word) && !word.equals(processor)));
    }

    private static Stream<String> words(String folders) {
        return Stream.of(folders.replaceAll("x86[-_]64|x64", "amd64")
                .replace("aarch64", "arm64")
                .split("[/_-]"));
    }
}
