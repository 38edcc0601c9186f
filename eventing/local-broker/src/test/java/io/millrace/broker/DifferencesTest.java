package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.Differences.ShownHere;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    @Test
    void eachIsOnTheListAndShownByATest() throws Exception {
        Path tests = Path.of(DifferencesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> shown = new TreeSet<>();
        try (Stream<Path> files = Files.list(tests.resolve("io/millrace/broker"))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith("Test.class")) {
                    Class<?> test = Class.forName("io.millrace.broker." + name.replace(".class", ""));
                    for (var method : test.getDeclaredMethods()) {
                        ShownHere here = method.getAnnotation(ShownHere.class);
                        shown.addAll(here == null ? List.of() : List.of(here.value()));
                    }
                }
            }
        }

        assertThat(shown).isEqualTo(Differences.listed());
    }
}
