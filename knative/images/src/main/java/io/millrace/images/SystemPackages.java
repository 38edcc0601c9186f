package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the JVM and the native libraries need of a Linux distribution, from this machine's own one: Debian or one that descends from it. Nothing is
 * installed, so no rights are needed: the packages are downloaded, verified by apt, and unpacked.
 */
final class SystemPackages {

    /**
     * C library, zlib, the C++ and OpenMP runtimes that ONNX Runtime and llama.cpp are linked with, certificates, time zones; and a shell, since ONNX Runtime 1.29
     * starts one as it is loaded, and ends the process by SIGSEGV where there is none.
     */
    static final List<String> NAMES =
            List.of("ca-certificates", "dash", "libc6", "libgcc-s1", "libgomp1", "libstdc++6", "tzdata", "zlib1g");

    private static final String REMEDY =
            "images' own system part can be assembled on Debian and its descendants only: elsewhere name a public image by digest with"
                    + " --base";

    /** Documentation but for the licences, conversions that Java does itself, and time zones with leap seconds. */
    private static final List<String> LEFT_OUT = List.of(
            "usr/share/man/",
            "usr/share/lintian/",
            "usr/share/gdb/",
            "usr/share/gcc/",
            "usr/share/zoneinfo/right/",
            "usr/share/zoneinfo/posix/",
            "usr/sbin/",
            "etc/ca-certificates/");

    private SystemPackages() {}

    /** Name, version and architecture, as Debian writes them in file names. */
    record SystemPackage(String name, String version, String architecture) implements Comparable<SystemPackage> {

        static SystemPackage of(Path file) {
            String[] parts = file.getFileName().toString().replace(".deb", "").split("_", 3);
            return new SystemPackage(parts[0], parts[1].replace("%3a", ":"), parts[2]);
        }

        @Override
        public int compareTo(SystemPackage other) {
            return Comparator.comparing(SystemPackage::name)
                    .thenComparing(SystemPackage::version)
                    .compare(this, other);
        }
    }

    /**
     * Puts them below {@code root}.
     *
     * @param work where downloads are kept
     * @param names which
     * @return what is there now, sorted
     */
    static List<SystemPackage> unpack(Path work, Path root, List<String> names) {
        Path downloads = Folders.fresh(work.resolve("packages"));
        List<String> download = new ArrayList<>(List.of("apt-get", "-q", "download"));
        download.addAll(names);
        Tool.run(downloads, REMEDY, download);
        Path unpacked = Folders.fresh(work.resolve("unpacked"));
        Set<SystemPackage> packages = new TreeSet<>();
        for (Path file : Folders.files(downloads)) {
            packages.add(SystemPackage.of(file));
            Tool.run(downloads, REMEDY, List.of("dpkg-deb", "-x", file.toString(), unpacked.toString()));
        }
        keep(unpacked, root);
        write(root.resolve("etc/ssl/certs/ca-certificates.crt"), certificates(unpacked));
        write(root.resolve("etc/passwd"), "root:x:0:0::/:/none\nmillrace:x:65532:65532::/tmp:/none\n");
        write(root.resolve("etc/group"), "root:x:0:\nmillrace:x:65532:\n");
        write(root.resolve("etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
        return List.copyOf(packages);
    }

    /**
     * Files in place of links to them, since layers of ours hold no links. A library that only a link stands for, such as {@code libz.so.1.2.13} of
     * {@code libz.so.1}, is there once.
     */
    private static void keep(Path unpacked, Path root) {
        Set<Path> linked = new TreeSet<>();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(unpacked)) {
            all = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
            for (Path path : all) {
                String name = path.getFileName().toString();
                Path target = target(unpacked, path);
                if (Files.isSymbolicLink(path)
                        && name.startsWith("lib")
                        && target.getFileName().toString().startsWith(name)) {
                    linked.add(target);
                }
            }
            for (Path path : all) {
                String inside = unpacked.relativize(path).toString();
                Path target = target(unpacked, path);
                if (LEFT_OUT.stream().noneMatch(inside::startsWith)
                        && !inside.contains("/gconv/")
                        && !linked.contains(path)
                        && !isDocumentation(inside)
                        && Files.isRegularFile(target)) {
                    Folders.copy(target, root.resolve(inside));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDocumentation(String inside) {
        return inside.startsWith("usr/share/doc/") && !inside.endsWith("/copyright");
    }

    /** What a link points to, as seen with {@code unpacked} as the root. */
    private static Path target(Path unpacked, Path path) throws IOException {
        Path current = path;
        for (int links = 0; links < 10 && Files.isSymbolicLink(current); links++) {
            Path to = Files.readSymbolicLink(current);
            current = to.isAbsolute()
                    ? unpacked.resolve(to.toString().substring(1))
                    : current.resolveSibling(to).normalize();
        }
        return current;
    }

    /** As the package's own script puts them into one file. */
    private static String certificates(Path unpacked) {
        StringBuilder all = new StringBuilder();
        for (Path file : Folders.files(unpacked.resolve("usr/share/ca-certificates"))) {
            if (file.toString().endsWith(".crt")) {
                try {
                    all.append(Files.readString(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return all.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
