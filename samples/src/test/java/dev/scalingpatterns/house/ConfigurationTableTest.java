package dev.scalingpatterns.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of options names those that the ports know, no more and no less. */
class ConfigurationTableTest {

    private static final Pattern ROW = Pattern.compile("^\\| `patterns\\.([a-z]+)\\.([a-z-]+)` \\|", Pattern.MULTILINE);

    /** Where each port keeps the options that it knows; they are nobody else's business, so not public. */
    private static final Map<String, String> FACTORIES = Map.of(
            "session", "dev.scalingpatterns.session.SessionStores",
            "cache", "dev.scalingpatterns.cache.CacheFactory",
            "concurrency", "dev.scalingpatterns.concurrency.ConcurrencyFactory",
            "storage", "dev.scalingpatterns.storage.StorageFactory",
            "jobs", "dev.scalingpatterns.jobs.JobQueueFactory");

    @Test
    void theReadmeNamesEveryOption() throws IOException {
        String readme = Files.readString(DocumentationTest.ROOT.resolve("README.md"));
        assertThat(ROW.matcher(readme).results().map(row -> row.group(1) + "." + row.group(2)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(known());
    }

    @Test
    void everyPortIsAsked() throws ReflectiveOperationException {
        assertThat(FACTORIES.keySet()).isEqualTo(set("dev.scalingpatterns.core.ConfigKeys", "PORTS"));
    }

    private static Set<String> known() {
        return FACTORIES.entrySet().stream()
                .flatMap(factory -> options(factory.getValue()).map(option -> factory.getKey() + "." + option))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> options(String factory) {
        try {
            return set(factory, "OPTIONS").stream().map(String.class::cast);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(factory + " keeps its options elsewhere now", e);
        }
    }

    private static Set<?> set(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName(type).getDeclaredField(name);
        field.setAccessible(true);
        return (Set<?>) field.get(null);
    }
}
