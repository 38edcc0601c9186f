package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerImageTest {

    static Stream<ContainerImage> all() {
        return Stream.of(
                ContainerImage.POSTGRESQL,
                ContainerImage.OPENSEARCH,
                ContainerImage.REDIS,
                ContainerImage.MONGODB,
                ContainerImage.MARIADB,
                ContainerImage.MYSQL,
                ContainerImage.CASSANDRA,
                ContainerImage.MINIO);
    }

    @ParameterizedTest
    @MethodSource("all")
    void isOfOneVersion(ContainerImage image) {
        assertThat(image.image()).matches("[a-z/]+:[^:]*[0-9][^:]*");
    }

    /** As the images' servers write it. */
    @Test
    void aDatabaseThatIsStillBeingMadeIsNotTakenForOneThatAnswers() {
        String making =
                "/usr/sbin/mysqld: ready for connections. Version: '8.4.6'  socket: '/var/run/mysqld/mysqld.sock'  port: 0  MySQL Community Server - GPL.";
        String plugin =
                "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock";

        assertThat(making).doesNotMatch(ContainerImage.MYSQL.ready());
        assertThat(plugin).doesNotMatch(ContainerImage.MYSQL.ready());
        assertThat(making.replace("port: 0", "port: 3306")).matches(ContainerImage.MYSQL.ready());
    }

    @Test
    void membersOfAReplicaSetListenAtTheHostsPort() {
        assertThat(ContainerImage.MONGODB.port(40123)).isEqualTo(40123);
        assertThat(ContainerImage.MONGODB.arguments(40123)).containsSequence("--port", "40123");
        assertThat(ContainerImage.REDIS.port(40123)).isEqualTo(6379);
    }
}
