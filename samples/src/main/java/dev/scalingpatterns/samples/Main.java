package dev.scalingpatterns.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the problems: for each the naive code, which is seen to fail, then the pattern, which is seen to hold.
 *
 * <p>Exit status: 0 if every naive version showed its fault and every pattern held, 1 if not, 2 if the arguments are bad.
 */
public final class Main {

    private static final int HELD = 0;
    private static final int NOT_HELD = 1;
    private static final int BAD_ARGUMENTS = 2;

    private final List<Problem> problems;
    private final PrintStream out;
    private final PrintStream err;

    Main(List<Problem> problems, PrintStream out, PrintStream err) {
        this.problems = List.copyOf(problems);
        this.out = out;
        this.err = err;
    }

    /** The command line; {@code --help} says what it takes. */
    public static void main(String[] arguments) {
        // Undertow logs through JBoss Logging, which would not find SLF4J by itself.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        int status = new Main(Problems.all(), System.out, System.err).run(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    int run(String... arguments) {
        Arguments parsed;
        try {
            parsed = Arguments.parse(Arrays.asList(arguments), names());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return BAD_ARGUMENTS;
        }
        if (parsed.help()) {
            help();
            return HELD;
        }
        List<Row> rows = new ArrayList<>();
        Table table = new Table("problem", "naive", "", "pattern", "", "backend");
        for (Problem problem : problems) {
            if (parsed.only().isEmpty() || parsed.only().contains(problem.name())) {
                rows.add(run(problem, table));
            }
        }
        out.println();
        out.print(table);
        boolean held = rows.stream().allMatch(row -> row.naiveFailed() && row.patternHeld());
        out.println();
        out.println(held ? "Every naive version showed its fault, every pattern held." : "NOT as promised: see above.");
        return write(parsed, rows) && held ? HELD : NOT_HELD;
    }

    private List<String> names() {
        return problems.stream().map(Problem::name).toList();
    }

    private Row run(Problem problem, Table table) {
        Result naive = run(problem.name() + ": naive", problem::naive);
        Result pattern = run(problem.name() + ": pattern", problem::pattern);
        table.row(
                problem.name(),
                naive.summary(),
                naive.asExpected() ? "fails" : "NO FAULT SEEN",
                pattern.summary(),
                pattern.asExpected() ? "holds" : "DID NOT HOLD",
                problem.backend());
        return new Row(
                problem.name(),
                problem.question(),
                naive.figures(),
                pattern.figures(),
                naive.asExpected(),
                pattern.asExpected(),
                problem.backend());
    }

    private Result run(String title, ProgressBars.Task<Result> task) {
        try {
            return new ProgressBars(err).under(title, task);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // The other problems still run; this one counts as not shown, with the reason at hand.
            err.println(title + " broke off");
            e.printStackTrace(err);
            return new Result(false, "broke off: " + e, Map.of("error", e.toString()));
        }
    }

    private boolean write(Arguments parsed, List<Row> rows) {
        if (parsed.json().isEmpty()) {
            return true;
        }
        Path file = parsed.json().get();
        try {
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
            Files.write(file, mapper.writeValueAsBytes(rows));
            return true;
        } catch (IOException e) {
            err.println("--json " + file + " cannot be written: " + e);
            return false;
        }
    }

    private void help() {
        out.println("Runs each problem twice: the naive code, which fails, and the pattern, which holds.");
        out.println();
        out.println("  --only NAME   run one problem; may be given again");
        out.println("  --json FILE   write the results to a file as well");
        out.println("  --help        this page");
        out.println();
        Table table = new Table("name", "question");
        problems.forEach(problem -> table.row(problem.name(), problem.question()));
        out.print(table);
    }
}
