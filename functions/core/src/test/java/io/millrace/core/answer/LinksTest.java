package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.retrieve.TestCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            See https://a.example/x?y=1.            | https://a.example/x?y=1
            ![logo](//a.example/logo.png) is it.    | //a.example/logo.png
            [here](/relative) it is                 | /relative
            Write to mailto:a@b.example now         | mailto:a@b.example
            Go to www.a.example, please             | www.a.example
            Look at a.example/path                  | a.example/path
            Click javascript:alert(1)               | javascript:alert(1
            """)
    void findsWhatAReaderCouldFollow(String text, String link) {
        assertThat(Links.in(text)).contains(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ratio 3:1 at 10:30, e.g. and i.e., U.S. army.", "Note: this is plain.", "1 < 2 and 3 > 2"})
    void plainTextHasNone(String text) {
        assertThat(Links.in(text)).isEmpty();
    }

    @Test
    void tagsCountAsLinks() {
        assertThat(Links.in("An <img src=x onerror=y> image")).isNotEmpty();
    }

    @Test
    void onlyWhatThePassageHoldsIsAllowed() {
        var passage = TestCorpus.passage("d", "d", "", "See https://a.example/x for more.");
        assertThat(Links.allIn(passage, Links.in("At https://a.example/x."))).isTrue();
        assertThat(Links.allIn(passage, Links.in("At https://a.example/xyz."))).isFalse();
        assertThat(Links.allIn(passage, Links.in("At https://b.example/x."))).isFalse();
    }
}
