package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which pods may be killed to see that nothing is lost. */
class PodKillTest extends DeployerTestCase {

    private static final String PODS = "/api/v1/namespaces/millrace/pods/";

    @Test
    void functionsAndModelServersAreKilledOneByOneUntilNoneIsLeft() {
        pods();

        assertThat(killed(false)).containsExactly("chunking-1", "embedder-1");

        assertThat(cluster.get(PODS + "chunking-1")).isNull();
        assertThat(cluster.get(PODS + "postgresql-0")).isNotNull();
    }

    @Test
    void databasesAreKilledOnlyWhereThatIsAskedFor() {
        pods();

        assertThat(killed(true)).containsExactly("chunking-1", "embedder-1", "millrace-1", "postgresql-0");

        assertThat(cluster.get(PODS + "postgresql-backup-x")).isNotNull();
        assertThat(cluster.get(PODS + "strange-1")).isNotNull();
        assertThat(cluster.get(PODS + "intake-1")).isNotNull();
    }

    private Set<String> killed(boolean withStores) {
        Set<String> names = new TreeSet<>();
        Random random = new Random(1);
        deployer.killPod("", withStores, random).ifPresent(names::add);
        for (int i = 0; i < 10; i++) {
            deployer.killPod("", withStores, random)
                    .ifPresent(name -> assertThat(names.add(name)).isTrue());
        }
        return names;
    }

    private void pods() {
        pod("chunking-1", "Running", "app.kubernetes.io/part-of: millrace, app.kubernetes.io/component: function");
        pod("embedder-1", "Running", "app.kubernetes.io/part-of: millrace, app.kubernetes.io/component: model-server");
        pod("postgresql-0", "Running", "app.kubernetes.io/part-of: millrace, app.kubernetes.io/component: store");
        pod("millrace-1", "Running", "app.kubernetes.io/part-of: millrace, cnpg.io/cluster: millrace");
        pod("postgresql-backup-x", "Running", "app.kubernetes.io/part-of: millrace, batch.kubernetes.io/job-name: b");
        pod("intake-1", "Pending", "app.kubernetes.io/part-of: millrace, app.kubernetes.io/component: function");
        pod("strange-1", "Running", "app: strange");
    }

    private void pod(String name, String phase, String labels) {
        cluster.put(
                "{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: millrace, labels: {%s}}, status: {phase: %s}}"
                        .formatted(name, labels, phase));
    }
}
