package dev.scalingpatterns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendsTest {

    private static final Set<String> OPTIONS = Set.of("url", "idle-timeout", "size", "limit", "flag", "unit");
    private static final String SESSION = "patterns.session.";

    private final List<String> closed = new ArrayList<>();

    /** Something with a name that notes when it is closed. */
    private final class Part implements AutoCloseable {

        private final String name;

        Part(String name) {
            this.name = name;
        }

        @Override
        public void close() {
            closed.add(name);
            if (name.startsWith("broken")) {
                throw new IllegalStateException(name);
            }
            if (name.startsWith("fatal")) {
                throw new AssertionError(name);
            }
        }
    }

    private Part open(Backends backends, String port, String name) {
        return backends.open(port, name, OPTIONS, settings -> new Part(port + name));
    }

    private static Settings settings(String option, String value) {
        AtomicReference<Settings> settings = new AtomicReference<>();
        try (Backends backends = Backends.of(Config.of(Map.of(SESSION + option, value)))) {
            backends.open("session", "", OPTIONS, given -> {
                settings.set(given);
                return () -> {};
            });
        }
        return java.util.Objects.requireNonNull(settings.get());
    }

    @Test
    void closesThePortsTheLastFirstAndThenWhatTheyShare() {
        Backends backends = Backends.inMemory();
        backends.shared(Part.class, "pool", () -> new Part("pool"));
        open(backends, "session", "");
        backends.shared(Part.class, "redis", () -> new Part("redis"));
        open(backends, "storage", "photos");
        backends.close();
        backends.close();
        assertThat(closed).containsExactly("storagephotos", "session", "redis", "pool");
    }

    @Test
    void aCloseThatFailsLeavesNothingElseOpen() {
        Backends backends = Backends.inMemory();
        backends.shared(Part.class, "1", () -> new Part("pool"));
        backends.shared(Part.class, "2", () -> new Part("broken-redis"));
        backends.open("session", "", OPTIONS, settings -> new Part("fatal-session"));
        backends.open("cache", "", OPTIONS, settings -> new Part("broken-cache"));
        Throwable thrown = catchThrowable(backends::close);
        assertThat(closed).containsExactly("broken-cache", "fatal-session", "broken-redis", "pool");
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("broken-cache");
        assertThat(thrown.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("fatal-session", "broken-redis");
    }

    @Test
    void aPortThatWaitsForItsWorkerIsClosedAndTheWorkerIsRefused() {
        Backends backends = Backends.inMemory();
        backends.open("jobs", "", OPTIONS, settings -> () -> {
            CompletableFuture<Part> worker =
                    CompletableFuture.supplyAsync(() -> backends.shared(Part.class, "late", () -> new Part("late")));
            assertThat(catchThrowable(() -> worker.get(5, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(IllegalStateException.class);
            backends.close();
            closed.add("jobs");
        });
        backends.close();
        assertThat(closed).containsExactly("jobs");
    }

    @Test
    void sharesOnePerTypeAndKey() {
        try (Backends backends = Backends.inMemory()) {
            Part first = backends.shared(Part.class, "a", () -> new Part("a"));
            assertThat(backends.shared(Part.class, "a", () -> new Part("never")))
                    .isSameAs(first);
            assertThat(backends.shared(Part.class, "b", () -> new Part("b"))).isNotSameAs(first);
        }
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void refusesTheSameInstanceTwiceAndAnythingAfterClose() {
        Backends backends = Backends.inMemory();
        open(backends, "session", "");
        open(backends, "session", "admin");
        assertThatThrownBy(() -> open(backends, "session", "admin"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the session instance 'admin' is open already");
        backends.close();
        assertThatThrownBy(() -> open(backends, "session", "late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backends.shared(Part.class, "late", () -> new Part("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).doesNotContain("late");
    }

    @Test
    void remembersNothingOfAnOpenerThatFails() {
        try (Backends backends = Backends.inMemory()) {
            assertThatThrownBy(() -> backends.open("session", "", OPTIONS, settings -> {
                        throw new UnavailableException("open", "", "no");
                    }))
                    .isInstanceOf(UnavailableException.class);
            open(backends, "session", "");
        }
        assertThat(closed).containsExactly("session");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patterns.sesion.url                 | did you mean 'session'?
            patterns.session.idel-timeout       | did you mean 'idle-timeout'?
            patterns.session.admin.idel-timeout | did you mean 'idle-timeout'?
            patterns.session.a.b.url            | at most a port, a name and an option
            patterns.session.Admin.url          | all lower case
            patterns.session                    | names a port and no option
            patterns.session.                   | names a port and no option
            patterns.                           | there is no port ''
            PATTERNS_SESION_URL                 | did you mean 'session'?
            PATTERNS_SESSION_IDEL_TIMEOUT       | did you mean 'IDLE_TIMEOUT'?
            PATTERNS_SESSION                    | names a port and no option
            PATTERNS_session_url                | it is written PATTERNS_SESSION_URL
            """)
    void refusesAnUnknownKey(String key, String complaint) {
        assertThatThrownBy(() -> {
                    try (Backends backends = Backends.of(Config.of(Map.of(key, "memory:")))) {
                        open(backends, "session", "");
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(complaint);
    }

    @Test
    void keysOfOthersAreNotItsBusiness() {
        Map<String, String> others = Map.of(
                "spring.url", "x",
                "patternsx", "y",
                "PATTERN_A", "z",
                "patterns.testkit.redis.url", "redis://localhost",
                "PATTERNS_TESTKIT_SOURCES", "path");
        assertThat(ConfigKeys.effective(Config.of(others))).startsWith("nothing configured");
        try (Backends backends = Backends.of(Config.of(others))) {
            open(backends, "session", "");
        }
        assertThat(closed).containsExactly("session");
    }

    @ParameterizedTest
    @CsvSource({"Photos", "-a", "a.b", "a_b", "é"})
    void refusesANameThatCannotBeAKey(String name) {
        try (Backends backends = Backends.inMemory()) {
            assertThatThrownBy(() -> open(backends, "session", name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> open(backends, "sesion", "")).hasMessageContaining("did you mean 'session'?");
        }
    }

    @Test
    void readsTypedValues() {
        assertThat(settings("url", " redis://h ").url("memory:").scheme()).isEqualTo("redis");
        assertThat(settings("size", "8MB").url("memory:").scheme()).isEqualTo("memory");
        assertThat(settings("size", "8MB").bytes("size", 1)).isEqualTo(8L << 20);
        assertThat(settings("limit", "7").number("limit", 1, 1, 10)).isEqualTo(7);
        assertThat(settings("flag", "true").flag("flag", false)).isTrue();
        assertThat(settings("unit", "micro-seconds").text("unit")).contains("micro-seconds");
        assertThat(settings("unit", "seconds").choice("unit", TimeUnit.class, TimeUnit.DAYS))
                .isEqualTo(TimeUnit.SECONDS);
        assertThat(settings("limit", "7").choice("unit", TimeUnit.class, TimeUnit.DAYS))
                .isEqualTo(TimeUnit.DAYS);
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "30s,PT30S", "30m,PT30M", "12h,PT12H", "7d,PT168H", "PT1M,PT1M"})
    void readsDurations(String text, Duration duration) {
        assertThat(settings("idle-timeout", text).duration("idle-timeout", Duration.ZERO))
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            idle-timeout | 30             | a positive duration such as 250ms
            idle-timeout | 0s             | a positive duration such as 250ms
            idle-timeout | -PT1M          | a positive duration such as 250ms
            idle-timeout | 99999999999999d | a positive duration such as 250ms
            idle-timeout | ३०s            | a positive duration such as 250ms
            size         | 8Mb            | a size such as 512B
            size         | 99999999999GB  | a size such as 512B
            limit        | eleven         | a whole number from 1 to 10
            limit        | 11             | a whole number from 1 to 10
            limit        | 99999999999    | a whole number from 1 to 10
            flag         | yes            | true or false
            unit         | secnods        | did you mean 'seconds'?
            url          | redis          | a URL begins with a scheme
            """)
    void refusesABadValueWithKeyValueAndWhatIsAllowed(String option, String value, String allowed) {
        Settings settings = settings(option, value);
        assertThatThrownBy(() -> {
                    switch (option) {
                        case "idle-timeout" -> settings.duration(option, Duration.ZERO);
                        case "size" -> settings.bytes(option, 1);
                        case "limit" -> settings.number(option, 1, 1, 10);
                        case "flag" -> settings.flag(option, true);
                        case "unit" -> settings.choice(option, TimeUnit.class, TimeUnit.DAYS);
                        default -> settings.url("memory:");
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(SESSION + option + ": = " + value + " ")
                .hasMessageContaining(allowed);
    }

    @Test
    void masksTheSecretsOfARefusedValue() {
        assertThatThrownBy(() -> settings("url", "redis://:hunter22@h?a=1&a=2").url("memory:"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://:***@h")
                .hasMessageNotContaining("hunter22");
        assertThat(settings("url", "redis://:hunter22@h").refuse("url", "only memory: here"))
                .hasMessage("config.read patterns.session.url: = redis://:***@h: only memory: here");
        assertThat(settings("limit", "1").refuse("url", "is needed"))
                .hasMessage("config.read patterns.session.url: is not set: is needed");
    }

    @Test
    void statesTheEffectiveConfigurationInOneLine() {
        Config file = Config.of(Map.of(
                "patterns.session.url", "redis://:hunter22@file",
                "patterns.cache.url", "memory:\nFAKE 2026 INFO line",
                "other", "x"));
        Config environment = Config.of(
                Map.of("PATTERNS_SESSION_URL", "redis://:hunter33@env", "PATTERNS_JOBS_SECRET_KEY", "hunter44"));
        String line = ConfigKeys.effective(environment.orElse(file));
        assertThat(line)
                .isEqualTo("PATTERNS_JOBS_SECRET_KEY=*** patterns.cache.url=memory:?FAKE 2026 INFO line"
                        + " patterns.session.url=redis://:***@env");
        Config cannotList = key -> key.equals("patterns.session.url") ? "redis://:hunter22@h" : null;
        assertThat(ConfigKeys.effective(cannotList)).isEqualTo("patterns.session.url=redis://:***@h");
        assertThat(ConfigKeys.effective(Config.empty())).isEqualTo("nothing configured, everything is in memory");
    }

    @Test
    void logsThatLineOnceAndNothingElse() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Backends backends = Backends.of(Config.of(Map.of("patterns.session.url", "redis://:hunter22@h")))) {
            open(backends, "session", "");
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("patterns: patterns.session.url=redis://:***@h");
    }

    @Test
    void anExceptionNamesOperationAndSubject() {
        UnavailableException exception = new UnavailableException("storage.put", "photo", "gone");
        assertThat(exception).hasMessage("storage.put photo: gone");
        assertThat(exception.operation()).isEqualTo("storage.put");
        assertThat(exception.subject()).isEqualTo("photo");
        assertThat(new ConflictException("storage.put", "", "lost")).hasMessage("storage.put: lost");
    }
}
