package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.internal.Listeners;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** An application that uses batch loaders only may exclude all the drivers that the queue brings. */
class WithoutDriversTest {

    /** Runs in the class loader without drivers. */
    public static final class Application implements Runnable {

        @Override
        public void run() {
            BatchLoader<Integer, List<Integer>> loader =
                    BatchLoader.grouped((Set<Integer> keys) -> List.copyOf(keys), row -> row);
            Map<Integer, List<Integer>> all = BatchScope.call(scope -> loader.loadAll(List.of(1, 2)));
            QueryCounter counter = QueryCounter.create();
            try (QueryRecording recording = counter.record("nothing")) {
                if (all.size() != 2 || recording.count() != 0) {
                    throw new IllegalStateException(all.toString());
                }
            }
        }
    }

    @Test
    void loadersAndCounterWorkWithoutDrivers() throws Exception {
        URL[] urls = Stream.of(BatchLoader.class, Application.class, Listeners.class, NullMarked.class, Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            for (String driver : List.of(
                    "org.jdbi.v3.core.Jdbi",
                    "com.zaxxer.hikari.HikariConfig",
                    "io.lettuce.core.RedisClient",
                    "org.h2.Driver")) {
                assertThatThrownBy(() -> loader.loadClass(driver)).isInstanceOf(ClassNotFoundException.class);
            }
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application.getClassLoader()).isSameAs(loader);
            ((Runnable) application.getDeclaredConstructor().newInstance()).run();
        }
    }
}
