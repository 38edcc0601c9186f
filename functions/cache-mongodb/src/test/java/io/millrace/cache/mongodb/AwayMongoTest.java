package io.millrace.cache.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.SampleAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is away, comes back, or is slow; and that nobody is asked, or told of in a log, without need. */
class AwayMongoTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** For what has to succeed, or to fail, on a machine that is busy. */
    private static final Duration LONGER = Duration.ofSeconds(3);

    private static final Logger ROOT = Logger.getLogger("");

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getLoggerName() + " " + new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Level level = Level.INFO;

    @BeforeEach
    void listen() {
        level = ROOT.getLevel();
        ROOT.setLevel(Level.ALL);
        log.setLevel(Level.ALL);
        ROOT.addHandler(log);
    }

    @AfterEach
    void listenNoMore() {
        ROOT.removeHandler(log);
        ROOT.setLevel(level);
    }

    @Test
    void aMongoDbThatIsAwayKeepsNothingAndIsLeftAlone() throws IOException {
        try (MongoAnswerCache cache = new MongoAnswerCache(away(), HOUR, WAIT, clock)) {
            cache.put("t/1", SampleAnswer.of("Lost."));

            long started = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(cache.find("t/1")).isEmpty();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(ours()).singleElement().asString().contains("MongoDB can't be reached", "PT5S");
    }

    @Test
    void aMongoDbThatComesIsFoundAfterAPause() {
        LocalMongo first = new LocalMongo();
        first.close();
        try (MongoAnswerCache cache = new MongoAnswerCache(first.address(), HOUR, LONGER, clock)) {
            cache.put("t/1", SampleAnswer.of("Lost."));
            try (LocalMongo second = new LocalMongo(first.port())) {
                cache.put("t/1", SampleAnswer.of("Lost, too."));
                assertThat(second.commands()).isEmpty();

                clock.advance(PAUSE);
                cache.put("t/1", SampleAnswer.of("Kept."));
                assertThat(cache.find("t/1")).contains(SampleAnswer.of("Kept."));
            }
        }
    }

    @Test
    void aMongoDbThatWasStartedAnewIsUsedAgain() {
        LocalMongo first = new LocalMongo();
        try (MongoAnswerCache cache = new MongoAnswerCache(first.address(), HOUR, LONGER, clock)) {
            cache.put("t/1", SampleAnswer.of("Lost."));
            assertThat(cache.find("t/1")).isPresent();
            first.close();
            try (LocalMongo second = new LocalMongo(first.port())) {
                assertThat(cache.find("t/1")).isEmpty();

                clock.advance(PAUSE);
                cache.put("t/2", SampleAnswer.of("Kept."));
                assertThat(cache.find("t/2")).contains(SampleAnswer.of("Kept."));
                assertThat(second.commands()).contains("update");
            }
        }
    }

    @Test
    void aMongoDbThatIsSlowIsLeftAlone() {
        try (LocalMongo server = new LocalMongo();
                MongoAnswerCache cache = new MongoAnswerCache(server.address(), HOUR, WAIT, clock)) {
            server.hold();
            long started = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(cache.find("t/1")).isEmpty();
                cache.put("t/1", SampleAnswer.of("Lost."));
            }

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
            assertThat(server.commands()).doesNotContain("createIndexes", "update");
        }
    }

    @Test
    void anOperationThatIsSlowIsGivenUp() {
        try (LocalMongo server = new LocalMongo();
                MongoAnswerCache cache = new MongoAnswerCache(server.address(), HOUR, LONGER, clock)) {
            cache.put("t/1", SampleAnswer.of("Kept."));
            server.hold();
            assertThat(cache.find("t/1")).isEmpty();
            server.goOn();

            assertThat(cache.find("t/1")).isEmpty();
            clock.advance(PAUSE);
            assertThat(cache.find("t/1")).contains(SampleAnswer.of("Kept."));
        }
    }

    @Test
    void nothingIsAskedButWhatIsNeeded() {
        try (LocalMongo server = new LocalMongo()) {
            try (MongoAnswerCache cache = new MongoAnswerCache(server.address(), HOUR, LONGER, clock)) {
                assertThat(driversThreads(server)).isEmpty();

                cache.put("t/1", SampleAnswer.of("Kept."));
                cache.put("t/2", SampleAnswer.of("Kept."));
                cache.find("t/1");
                cache.remove("t/1");

                assertThat(driversThreads(server)).isNotEmpty();
                assertThat(server.commands().stream().filter(command -> !command.equals("hello")))
                        .containsExactly("createIndexes", "update", "update", "find", "delete");
            }
        }
    }

    @Test
    void noLogShowsTheAddress() throws IOException {
        String away = away();
        String port = away.substring(away.lastIndexOf(':'));
        String address = away.replace("mongodb://", "mongodb://zoe-user:s3cret@") + "/?colour=blue";
        try (MongoAnswerCache cache = new MongoAnswerCache(address, HOUR, WAIT, clock)) {
            cache.find("t/1");
        }

        assertThat(ours()).isNotEmpty();
        assertThat(logged).noneMatch(line -> line.contains("org.mongodb"));
        assertThat(String.join("\n", logged)).doesNotContain("zoe-user", "s3cret", port, "127.0.0.1");
    }

    private List<String> ours() {
        return logged.stream()
                .filter(line -> line.contains(MongoAnswerCache.class.getName()))
                .toList();
    }

    /** With which the driver looks for {@code server}. */
    private static List<String> driversThreads(LocalMongo server) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("cluster-") && name.endsWith(":" + server.port()))
                .toList();
    }

    /** Where nobody listens. */
    private static String away() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "mongodb://127.0.0.1:" + free.getLocalPort();
        }
    }
}
