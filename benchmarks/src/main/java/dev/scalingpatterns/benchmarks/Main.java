package dev.scalingpatterns.benchmarks;

import dev.scalingpatterns.benchmarks.suites.Suites;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs suites: {@code SUITE… [--json FILE] [--quick]}. A full run also writes a page and a chart for each suite to
 * {@code docs/benchmarks}.
 *
 * <p>Exit status: 0 if everything was measured, 1 if not, 2 if the arguments are bad.
 */
public final class Main {

    private static final int MEASURED = 0;
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private static final int ROUNDS = 5;
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final int QUICK_ROUNDS = 3;
    private static final Duration QUICK_TIME = Duration.ofMillis(400);

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The command line. */
    public static void main(String[] arguments) {
        int status = new Main(System.out, System.err).run(Suites.all(), arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    int run(List<Suite> suites, String... arguments) {
        Arguments parsed;
        try {
            parsed = Arguments.parse(
                    Arrays.asList(arguments), suites.stream().map(Suite::name).toList());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return BAD_ARGUMENTS;
        }
        Rounds rounds = parsed.quick() ? new Rounds(QUICK_ROUNDS, QUICK_TIME, err) : new Rounds(ROUNDS, TIME, err);
        try {
            out.println(Machine.description());
            List<Row> all = new ArrayList<>();
            for (Suite suite : suites) {
                if (parsed.suites().contains(suite.name())) {
                    all.addAll(run(suite, rounds, !parsed.quick()));
                }
            }
            if (parsed.json().isPresent()) {
                Files.write(
                        parsed.json().get(),
                        JsonMapper.builder()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .build()
                                .writeValueAsBytes(all));
            }
            return MEASURED;
        } catch (Exception e) {
            e.printStackTrace(err);
            return FAILED;
        }
    }

    private List<Row> run(Suite suite, Rounds rounds, boolean keep) throws Exception {
        try (suite) {
            List<Row> rows = new ArrayList<>();
            for (Case measured : suite.cases()) {
                rows.addAll(rounds.run(suite.name(), measured));
            }
            out.println();
            out.println("## " + suite.name());
            out.println();
            out.print(Report.table(rows));
            if (keep) {
                keep(suite.name(), rows);
            }
            return rows;
        }
    }

    private void keep(String suite, List<Row> rows) throws IOException {
        Path docs = Path.of("").toAbsolutePath();
        if (!Files.isDirectory(docs.resolve("docs"))) {
            docs = docs.getParent();
        }
        if (docs == null || !Files.isDirectory(docs.resolve("docs"))) {
            err.println("no folder docs here: no page and no chart are written");
            return;
        }
        Path folder = Files.createDirectories(docs.resolve("docs/benchmarks"));
        String page = "# Benchmark: " + suite + "\n\n"
                + "Made by `mvn -q -pl benchmarks -am compile exec:java -Dexec.args=\"" + suite + "\"`: medians of "
                + ROUNDS
                + " rounds [lowest..highest], the contenders in turn in one run.\n"
                + "Machine: " + Machine.description() + ". It is shared and noisy: compare within a row.\n\n![" + suite
                + "]("
                + suite + ".svg)\n\n" + Report.table(rows);
        Files.writeString(folder.resolve(suite + ".md"), page, StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve(suite + ".svg"), Chart.svg(suite, rows, Machine.description()), StandardCharsets.UTF_8);
    }
}
