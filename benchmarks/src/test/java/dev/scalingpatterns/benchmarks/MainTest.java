package dev.scalingpatterns.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicInteger closed = new AtomicInteger();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        -            | name a suite: fixed all
        cash         | there is no suite 'cash'
        fixed --quik | unknown argument '--quik'; did you mean '--quick'?
        fixed --json | --json needs a file
        """)
    void aBadArgumentIsRefusedInOneLine(String arguments, String message) {
        assertThat(run(new Fixed(), arguments == null ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(text(err)).contains(message);
        assertThat(text(err).strip().lines()).hasSize(1);
    }

    @Test
    void writesMediansAndRatiosAsJson(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("rows.json");
        assertThat(run(new Fixed(), "fixed", "--quick", "--json", file.toString()))
                .isZero();
        JsonNode row = JsonMapper.shared().readTree(Files.readString(file)).get(0);
        assertThat(row.propertyNames())
                .containsExactly(
                        "suite",
                        "case",
                        "threads",
                        "unit",
                        "better",
                        "ours",
                        "limit",
                        "peers",
                        "toLimit",
                        "toBestPeer",
                        "rounds");
        assertThat(row.get("ours").asDouble()).isEqualTo(50);
        assertThat(row.get("toLimit").asDouble()).isEqualTo(0.5);
        assertThat(row.get("toBestPeer").asDouble()).isEqualTo(2);
        assertThat(row.get("peers").get("better peer").asDouble()).isEqualTo(25);
    }

    @Test
    void everyContenderIsClosedAlsoWhenOneFails() {
        Case broken = new Case(
                "broken", 1, List.of(Metric.THROUGHPUT), fixed(1), Optional.empty(), Map.of("peer", () -> time -> {
                    throw new IllegalStateException("no server");
                }));
        assertThat(run(new Fixed(broken), "fixed", "--quick")).isEqualTo(1);
        assertThat(text(err)).contains("no server");
        assertThat(closed).hasValue(1);
    }

    @Test
    void throughputCountsWhatAllThreadsDid() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        double rate = Throughput.measure(4, Duration.ofMillis(50), thread -> () -> {
            ran.incrementAndGet();
            return 1;
        });
        assertThat(rate).isPositive();
        assertThat(ran.get()).isGreaterThanOrEqualTo(4);
    }

    private Contender fixed(double... results) {
        return () -> new Contender.Opened() {
            @Override
            public double[] measure(Duration time) {
                return results;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private int run(Suite suite, String... arguments) {
        return new Main(new PrintStream(out, true), new PrintStream(err, true)).run(List.of(suite), arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private final class Fixed implements Suite {

        private final List<Case> cases;

        Fixed(Case... cases) {
            this.cases = cases.length > 0
                    ? List.of(cases)
                    : List.of(new Case(
                            "hit",
                            2,
                            List.of(Metric.THROUGHPUT),
                            fixed(50),
                            Optional.of(fixed(100)),
                            Map.of("peer", fixed(10), "better peer", fixed(25))));
        }

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public List<Case> cases() {
            return cases;
        }
    }
}
