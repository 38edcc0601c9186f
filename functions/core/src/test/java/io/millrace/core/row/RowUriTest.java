package io.millrace.core.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowUriTest {

    @Property
    void readsWhatItWrites(@ForAll @NotEmpty String table, @ForAll @Size(min = 1, max = 3) List<String> key) {
        RowUri uri = new RowUri(
                "shop",
                wellFormed(table),
                key.stream().map(RowUriTest::wellFormed).toList());

        RowUri read = RowUri.parse(uri.toString());

        // One empty text is no key: its uri is the table's.
        assertThat(read).isEqualTo(uri.key().equals(List.of("")) ? uri.withKey(List.of()) : uri);
        assertThat(uri.toString()).matches("row://shop/[A-Za-z0-9._~%-]+/[A-Za-z0-9._~%/-]*");
    }

    /** Halves of surrogate pairs are no text, and have no UTF-8. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .map(point -> point >= 0xD800 && point <= 0xDFFF ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void keepsSlashesPercentAndSpacesOfAKeyApartFromItsOwn() {
        assertThat(new RowUri("shop", "public.products", List.of("a/b", "50 %+", "")).toString())
                .isEqualTo("row://shop/public.products/a%2Fb/50%20%25%2B/");
        assertThat(new RowUri("shop", "public.products", List.of()).toString())
                .isEqualTo("row://shop/public.products/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://shop/t/1", "row://shop", "row://Shop/t/1", "row://shop//1", ""})
    void refusesWhatNamesNoRow(String uri) {
        assertThatThrownBy(() -> RowUri.parse(uri)).isInstanceOf(IllegalArgumentException.class);
    }
}
