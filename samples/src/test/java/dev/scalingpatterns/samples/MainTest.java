package dev.scalingpatterns.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void exitsWithZeroOnlyIfTheNaiveFailsAndThePatternHolds() {
        assertThat(run(List.of(new Fixed("writes", true, true)))).isZero();
        assertThat(run(List.of(new Fixed("writes", false, true)))).isEqualTo(1);
        assertThat(run(List.of(new Fixed("writes", true, false)))).isEqualTo(1);
        assertThat(run(List.of(new Fixed("writes", true, true), new Fixed("files", true, false))))
                .isEqualTo(1);
    }

    @Test
    void aProblemThatBreaksOffDoesNotHold() {
        Fixed broken = new Fixed("writes", true, true) {
            @Override
            public Result pattern(Progress progress) {
                throw new IllegalStateException("no database");
            }
        };
        assertThat(run(List.of(broken, new Fixed("files", true, true)))).isEqualTo(1);
        assertThat(text(out)).contains("DID NOT HOLD").contains("files");
        assertThat(text(err)).contains("no database");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --oly writes      | unknown argument '--oly'; did you mean '--only'?
        --only writs      | there is no problem 'writs'; did you mean 'writes'?
        --only            | --only needs a value
        --json            | --json needs a value
        --json /no/such/x | is not a file in a directory that exists
        writes            | unknown argument 'writes'
        """)
    void aBadArgumentIsRefusedInOneLine(String arguments, String message) {
        assertThat(run(List.of(new Fixed("writes", true, true)), arguments.split(" ")))
                .isEqualTo(2);
        assertThat(text(err)).contains(message);
        assertThat(text(err).strip().lines()).hasSize(1);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void onlyRunsWhatIsNamed() {
        assertThat(run(List.of(new Fixed("writes", true, true), new Fixed("files", true, false)), "--only", "writes"))
                .isZero();
        assertThat(text(out)).contains("writes").doesNotContain("files");
    }

    @Test
    void helpListsEveryProblem() {
        assertThat(run(Problems.all(), "--help")).isZero();
        Problems.all()
                .forEach(problem ->
                        assertThat(text(out)).contains(problem.name()).contains(problem.question()));
    }

    @Test
    void writesJson(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("results.json");
        assertThat(run(List.of(new Fixed("writes", true, true)), "--json", file.toString()))
                .isZero();
        JsonNode row = JsonMapper.shared().readTree(Files.readString(file)).get(0);
        assertThat(row.propertyNames())
                .containsExactly("problem", "question", "naive", "pattern", "naiveFailed", "patternHeld", "backend");
        assertThat(row.get("naive").get("lost").asInt()).isEqualTo(7);
        assertThat(row.get("naiveFailed").asBoolean()).isTrue();
    }

    private int run(List<? extends Problem> problems, String... arguments) {
        return new Main(List.copyOf(problems), new PrintStream(out, true), new PrintStream(err, true)).run(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** A problem whose outcome is given. */
    private static class Fixed implements Problem {

        private final String name;
        private final boolean naiveFails;
        private final boolean patternHolds;

        Fixed(String name, boolean naiveFails, boolean patternHolds) {
            this.name = name;
            this.naiveFails = naiveFails;
            this.patternHolds = patternHolds;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String question() {
            return "Is anything lost?";
        }

        @Override
        public String backend() {
            return "memory";
        }

        @Override
        public Result naive(Progress progress) {
            return new Result(naiveFails, "7 lost", Map.of("lost", 7));
        }

        @Override
        public Result pattern(Progress progress) {
            return new Result(patternHolds, "0 lost", Map.of("lost", 0));
        }
    }
}
