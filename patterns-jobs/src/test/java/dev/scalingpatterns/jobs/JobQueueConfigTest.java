package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.testkit.Leaks;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the configuration opens a queue, and what it refuses. */
class JobQueueConfigTest {

    private static final JobType<String> TEXT = JobType.of("text", String.class);

    @Test
    void withoutConfigurationTheQueueIsInMemory() {
        try (Backends backends = Backends.inMemory()) {
            JobQueue jobs = JobQueue.open(backends);
            assertThat(jobs).isInstanceOf(InMemoryJobQueue.class);
            assertThat(jobs.driver().options()).usingRecursiveComparison().isEqualTo(JobQueueOptions.DEFAULT);
        }
    }

    @Test
    void everyOptionIsRead() {
        Config config = Config.of(Map.of(
                "patterns.jobs.url", "memory:",
                "patterns.jobs.lease", "5s",
                "patterns.jobs.max-crashes", "7",
                "patterns.jobs.priority-ageing", "2m",
                "patterns.jobs.max-payload", "1KB",
                "patterns.jobs.keep-finished", "2h",
                "patterns.jobs.max-finished", "5",
                "patterns.jobs.capacity", "1",
                "patterns.jobs.capacity-bytes", "1MB"));
        try (Backends backends = Backends.of(config)) {
            JobQueue jobs = TransactionalJobQueue.open(backends);
            JobQueueOptions options = jobs.driver().options();
            assertThat(options.lease()).isEqualTo(Duration.ofSeconds(5));
            assertThat(options.maxCrashes()).isEqualTo(7);
            assertThat(options.priorityAgeing()).isEqualTo(Duration.ofMinutes(2));
            assertThat(options.maxPayloadBytes()).isEqualTo(1_024);
            assertThat(options.keepFinished()).isEqualTo(Duration.ofHours(2));
            assertThat(options.maxFinished()).isEqualTo(5);
            jobs.enqueue(TEXT.job("1"));
            assertThatThrownBy(() -> jobs.enqueue(TEXT.job("2"))).hasMessageContaining("1 of 1 jobs");
        }
    }

    @Test
    void namedQueuesAreApartAndOpenedOnce() {
        try (Backends backends = Backends.inMemory()) {
            JobQueue mail = JobQueue.open(backends, "mail");
            JobQueue jobs = JobQueue.open(backends);
            mail.enqueue(TEXT.job("1"));
            assertThat(jobs.counts()).isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(() -> JobQueue.open(backends, "mail"))
                    .withMessageContaining("mail");
            assertThatThrownBy(() -> JobQueue.open(backends, "Mail")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "url, redis://localhost:6379, memory:",
        "url, memory:?size=3, size",
        "url, nonsense, URL",
        "lease, 10ms, PT0.1S",
        "lease, soon, duration",
        "max-crashes, 0, 1 to 100",
        "max-payload, 1GB, max payload",
        "priority-ageing, 30d, priority ageing",
        "max-finished, -1, 0 to 10000000",
        "capacity, many, whole number",
        "leese, 10s, lease"
    })
    void aBadValueIsRefusedAndLeavesNothing(String option, String value, String explanation) {
        Leaks leaks = Leaks.watch("patterns-");
        String key = "patterns.jobs." + option;
        try (Backends backends = Backends.of(Config.of(Map.of(key, value)))) {
            assertThatThrownBy(() -> JobQueue.open(backends))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining(explanation);
        }
        leaks.assertNothingLeft();
    }
}
