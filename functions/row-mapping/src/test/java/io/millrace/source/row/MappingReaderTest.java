package io.millrace.source.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingReaderTest {

    @Test
    void readsAMapping() throws Exception {
        SourceMapping shop = MappingReader.read("shop.yaml", resource("shop.yaml"));

        assertThat(shop.name()).isEqualTo("shop");
        assertThat(shop.engine()).isEqualTo(Engine.POSTGRESQL);
        assertThat(shop.password()).isEqualTo(new Secret.Variable("SHOP_PASSWORD"));
        assertThat(shop.tls()).isEqualTo(new Tls(Tls.Mode.VERIFY_FULL, "/etc/ca.pem"));
        assertThat(shop.root().uri()).isEqualTo("row://shop/");
        assertThat(shop.root().access()).isEqualTo(AccessRule.NOBODY);
        DocumentMapping products = shop.documents().getFirst();
        assertThat(products.columns())
                .containsExactly("name", "price", "released", "Product kind", "lang", "owner", "teams");
        assertThat(products.joins().get("reviews"))
                .isEqualTo(new Join(
                        "reviews",
                        "public.reviews",
                        Join.Kind.CHILDREN,
                        Map.of("product_id", "id"),
                        List.of("id"),
                        3,
                        Set.of("rating", "text"),
                        22));
        assertThat(products.joins().get("brand")).extracting(Join::columns).isEqualTo(Set.of("name"));
        assertThat(products.title().references()).containsExactly(new Reference(null, "name", 11));
        assertThat(Objects.requireNonNull(products.body()).references())
                .contains(new Reference("reviews", "text", 15), new Reference(null, "name", 15));
        assertThat(shop.documents().get(1).sections())
                .extracting(Reference::column)
                .containsExactly("name", "about");
    }

    @Test
    void saysAllThatIsWrongWithLineAndRemedy() throws IOException {
        String mapping = resource("wrong/everything.yaml");

        MappingException wrong =
                catchThrowableOfType(MappingException.class, () -> MappingReader.read("everything.yaml", mapping));

        assertThat(String.valueOf(wrong.getMessage()).lines())
                .containsExactlyElementsOf(
                        resource("wrong/everything.txt").lines().toList());
        assertThat(wrong).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'' | m.yaml:1: the file is empty; write name, engine, url and documents",
                "a: [ | m.yaml:1: this is not YAML: expected the node content, but found '<stream end>'; check indentation, quotes and colons",
                "- a | m.yaml:1: the mapping is not a list of `name: value`; write one field a line"
            })
    void saysWhatIsNoMapping(String yaml, String message) {
        MappingException wrong = catchThrowableOfType(
                MappingException.class, () -> MappingReader.read("m.yaml", yaml.equals("''") ? "" : yaml));

        assertThat(String.valueOf(wrong.getMessage()).lines()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql,jdbc:postgresql://db/shop?user=joe",
        "postgresql,jdbc:postgresql://db/shop?password=x",
        "mariadb,jdbc:mariadb://joe:x@db/shop",
        "mongodb,mongodb://joe:x@db/shop",
        "mongodb,mongodb://joe@db/shop"
    })
    void refusesCredentialsInTheAddress(String engine, String url) throws IOException {
        String mapping = resource("shop.yaml")
                .replace("engine: postgresql", "engine: " + engine)
                .replace("jdbc:postgresql://db:5432/shop", url);

        MappingException wrong = catchThrowableOfType(MappingException.class, () -> MappingReader.read("m", mapping));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.what()).isEqualTo("`url` has credentials in it");
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "postgresql,jdbc:postgresql://db/shop?sslmode=verify-full&sslrootcert=/ca.pem,with sslmode,tls: {mode:",
                "postgresql,jdbc:postgresql://db/shop?ApplicationName=a&ssl,with ssl,tls: {mode:",
                "mariadb,jdbc:mariadb://db/shop?serverSslCert=/ca.pem,with serverSslCert,tls: {mode:",
                "mysql,jdbc:mysql://db/shop?useSSL=true,with useSSL,tls: {mode:",
                "mysql,jdbc:mysql://db/shop?trustCertificateKeyStoreUrl=file:x,KeyStoreUrl,tls: {mode:",
                "mariadb,jdbc:mariadb://db/shop?trustStore=/x,with trustStore,tls: {mode:",
                "postgresql,jdbc:postgresql://db/shop?currentSchema=sales,sets currentSchema,table: schema.name"
            })
    void refusesInTheAddressWhatTheLogsReaderWouldNotUnderstand(String engine, String url, String what, String remedy)
            throws IOException {
        String mapping = resource("shop.yaml")
                .replace("engine: postgresql", "engine: " + engine)
                .replace("jdbc:postgresql://db:5432/shop", url);

        MappingException wrong = catchThrowableOfType(MappingException.class, () -> MappingReader.read("m", mapping));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.what()).contains("`url`", what);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @Test
    void refusesSeveralHostsWhereALogMayBeReadAndTakesOtherParameters() throws Exception {
        String several = resource("shop.yaml").replace("//db:5432/", "//db1:5432,db2:5432/");
        assertThat(catchThrowableOfType(MappingException.class, () -> MappingReader.read("m", several)))
                .hasMessageContaining("`url` names several hosts; name the one whose log is read");

        MappingReader.read(
                "m", resource("shop.yaml").replace("/shop\n", "/shop?ApplicationName=x&tcpKeepAlive=true\n"));
        MappingReader.read(
                "m",
                resource("shop.yaml")
                        .replace("engine: postgresql", "engine: mongodb")
                        .replace("jdbc:postgresql://db:5432/shop", "mongodb://a,b/shop?tls=true"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = MappingReaderTest.class.getResourceAsStream("/MappingReaderTest/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
