package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtocolSourcesTest {

    private static final Pattern FILES = Pattern.compile("[a-z-]+/[a-z_*-]+\\.[a-z]+");

    @Test
    void everyReplayedAnswerNamesItsSource() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(getClass().getResource("/protocols")).toURI());
        List<String> patterns;
        try (Stream<String> lines = Files.lines(folder.resolve("SOURCES.md"))) {
            patterns = lines.filter(line -> line.startsWith("| "))
                    .flatMap(line -> FILES.matcher(line.substring(0, line.indexOf('|', 1)))
                            .results())
                    .map(MatchResult::group)
                    .toList();
        }
        List<String> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.equals("SOURCES.md"))
                    .toList();
        }

        assertThat(files).allSatisfy(file -> assertThat(patterns).as(file).anyMatch(pattern -> matches(pattern, file)));
        assertThat(patterns)
                .allSatisfy(pattern -> assertThat(files).as(pattern).anyMatch(file -> matches(pattern, file)));
    }

    private static boolean matches(String pattern, String file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
    }
}
