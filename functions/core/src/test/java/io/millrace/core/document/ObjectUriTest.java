package io.millrace.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectUriTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain/key.txt|s3://b/plain/key.txt",
                "a b+c*d~e|s3://b/a%20b%2Bc%2Ad~e",
                "100%/ä/\uD83D\uDE00|s3://b/100%25/%C3%A4/%F0%9F%98%80",
                "/leading//doubled/../dots/|s3://b//leading//doubled/../dots/",
                "a?b#c;d=e&f|s3://b/a%3Fb%23c%3Bd%3De%26f",
            })
    void spellsEachKeyInOneWay(String key, String uri) {
        ObjectUri object = new ObjectUri("s3", "b", key);
        assertThat(object).hasToString(uri);
        assertThat(ObjectUri.parse(uri)).isEqualTo(object);
    }

    @Test
    void readsAnySpelling() {
        assertThat(ObjectUri.parse("gs://b/a+b c")).isEqualTo(new ObjectUri("gs", "b", "a+b c"));
        assertThat(ObjectUri.parse("az://account/container/a%2fb"))
                .isEqualTo(new ObjectUri("az", "account/container", "a/b"));
        assertThat(ObjectUri.parse("az://account/container")).hasToString("az://account/container/");
    }

    @Test
    void saysHowToWriteAPercentSign() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectUri.parse("s3://b/100%.txt"))
                .withMessageContaining("'100%.txt'")
                .withMessageContaining("%25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a",
                "s3:b/a",
                "s3:///a",
                "az://account",
                "az://account/",
                "s3://b@host/a",
                "s3://b/%zz",
                "ftp://b/a"
            })
    void refusesWhatNamesNoObject(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectUri.parse(uri));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://b/|s3://b/",
                "S3://b/A|s3://b/A",
                "s3://b/a/b|s3://b/a/b",
                "s3://b/a%|s3://b/a",
                "s3://b/a%2|s3://b/a",
                "s3://b/a%20|s3://b/a",
                "s3://b/a%20b%F0%9F|s3://b/a%20b",
            })
    void aPrefixMayEndWithinAnEscape(String prefix, String sure) {
        assertThat(ObjectUri.prefix(prefix)).hasToString(sure);
    }
}
