package dev.scalingpatterns.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigTest {

    private static final String KEY = "patterns.session.idle-timeout";

    @Test
    void theFirstSourceThatHasAValueCounts() {
        Config config = Config.of(Map.of("a", "1")).orElse(Config.of(Map.of("a", "2", "b", "3")));
        assertThat(config.get("a")).isEqualTo("1");
        assertThat(config.get("b")).isEqualTo("3");
        assertThat(config.get("c")).isNull();
        assertThat(config.keys()).containsExactlyInAnyOrder("a", "b");
        assertThat(Config.empty().keys()).isEmpty();
    }

    @Test
    void readsTheEnvironmentsFormOfAKey() {
        Config environment =
                ConfigLayers.environment(Map.of("PATTERNS_SESSION_IDLE_TIMEOUT", "5m", "PATH", "/bin", "HOME", "/"));
        assertThat(environment.get(KEY)).isEqualTo("5m");
        assertThat(environment.get("patterns.session.url")).isNull();
        assertThat(environment.get("path")).isNull();
        assertThat(environment.keys()).containsExactly("PATTERNS_SESSION_IDLE_TIMEOUT");
        assertThat(Config.of(Map.of("PATTERNS_SESSION_IDLE_TIMEOUT", "5m")).get(KEY))
                .isEqualTo("5m");
        assertThat(Config.of(Map.of("PATTERNS_STORAGE_MY_PHOTOS_URL", "memory:"))
                        .get("patterns.storage.my-photos.url"))
                .isEqualTo("memory:");
    }

    @Test
    void aSystemPropertyGoesBeforeTheFile() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread()
                .setContextClassLoader(with("patterns.session.idle-timeout = 1m\npatterns.cache.url=m\u00e9:"));
        System.setProperty(KEY, "2m");
        try {
            Config config = Config.load();
            assertThat(config.get(KEY)).isEqualTo("2m");
            assertThat(config.get("patterns.cache.url")).isEqualTo("mé:");
            assertThat(config.keys()).contains(KEY, "patterns.cache.url");
        } finally {
            System.clearProperty(KEY);
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(with("patterns.session.url = \\u00zz"));
        try {
            assertThatThrownBy(Backends::load)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("patterns.properties");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static ClassLoader with(String file) {
        return new ClassLoader(ConfigTest.class.getClassLoader()) {
            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                return name.equals("patterns.properties")
                        ? new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8))
                        : super.getResourceAsStream(name);
            }
        };
    }

    @Test
    void findsTheNearestName() {
        assertThat(Nearest.hint("sesion", java.util.List.of("session", "cache")))
                .isEqualTo("; did you mean 'session'?; allowed: cache, session");
        assertThat(Nearest.hint("zzzzzz", java.util.List.of("session"))).isEqualTo("; allowed: session");
        assertThat(Nearest.hint("x", java.util.List.of())).isEqualTo("; none is allowed here");
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void aListenerThatThrowsIsCountedAndHarmsNobody() {
        Listeners<Runnable> listeners = new Listeners<>(() -> {
            throw new IllegalStateException("broken listener");
        });
        listeners.tell(Runnable::run);
        listeners.tell(Runnable::run);
        assertThat(listeners.failures()).isEqualTo(2);
    }
}
