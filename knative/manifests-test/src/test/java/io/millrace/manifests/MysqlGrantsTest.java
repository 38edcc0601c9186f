package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceCheck;
import io.millrace.testkit.MariadbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grants for MySQL, run on MariaDB, which has the same: the example is read as that user, who may read those tables, follow the log, and nothing else. */
final class MysqlGrantsTest {

    private static final Path COMPONENT = Repository.knative().resolve("components/rows-mysql");

    @TempDir
    private Path folder;

    @Test
    void theUserReadsWhatTheExampleNamesAndTheLogAndNothingElse() throws SQLException, IOException, MappingException {
        String url = MariadbServer.shared().url();
        List<String> granted = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            // As the guide has it: without the tables the server refuses to grant anything on them.
            for (String file : List.of("shop.sql", "grants.sql")) {
                for (String command : Files.readString(COMPONENT.resolve(file)).split(";\n", -1)) {
                    if (!command.isBlank()) {
                        statement.execute(command);
                    }
                }
            }
            try (ResultSet grants = statement.executeQuery("SHOW GRANTS FOR 'millrace_reader'@'%'")) {
                while (grants.next()) {
                    granted.add(grants.getString(1).replaceFirst(" TO .*", ""));
                }
            }
        }

        // MariaDB's name for REPLICATION CLIENT
        assertThat(granted)
                .containsExactlyInAnyOrder(
                        "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.*",
                        "GRANT SELECT ON `shop`.`brands`",
                        "GRANT SELECT ON `shop`.`products`",
                        "GRANT SELECT ON `shop`.`reviews`");
        SourceCheck.Table table = check(url);
        assertThat(table.findings()).isEmpty();
        assertThat(table.documents())
                .singleElement()
                .isInstanceOfSatisfying(
                        RowDocument.Mapped.class,
                        document -> assertThat(document.body())
                                .contains("Brand: Mill & Sons, Norway", "Price: 49.90", "5 of 5 stars: Still sharp."));
    }

    /** Without TLS, which the test's server has not. */
    private SourceCheck.Table check(String url) throws IOException, MappingException {
        Path password = Files.writeString(folder.resolve("password"), "example-shop-mysql");
        String text = Files.readString(COMPONENT.resolve("shop-mysql.yaml"))
                .replaceFirst("jdbc:mysql://[^/]+/", url.replaceFirst("(//[^/]+/).*", "$1"))
                .replaceFirst("[{]env: .*?[}]", "{file: " + password + "}")
                .replaceFirst("tls: .*\n", "");
        return new SourceCheck(List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL)
                .check(MappingReader.read("shop-mysql.yaml", text))
                .getFirst();
    }
}
