package dev.scalingpatterns.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the contenders of a case in turn, several rounds over, so that what disturbs the machine disturbs them alike.
 * A first round warms up and does not count; the order turns from round to round.
 */
final class Rounds {

    private static final String OURS = "ours";
    private static final String LIMIT = "limit";

    private final int rounds;
    private final Duration time;
    private final PrintStream progress;

    Rounds(int rounds, Duration time, PrintStream progress) {
        this.rounds = rounds;
        this.time = time;
        this.progress = progress;
    }

    List<Row> run(String suite, Case measured) throws Exception {
        Map<String, Contender.Opened> opened = new LinkedHashMap<>();
        try {
            opened.put(OURS, measured.ours().open());
            if (measured.limit().isPresent()) {
                opened.put(LIMIT, measured.limit().get().open());
            }
            for (Map.Entry<String, Contender> peer : measured.peers().entrySet()) {
                opened.put(peer.getKey(), peer.getValue().open());
            }
            return rows(suite, measured, measure(measured, opened));
        } finally {
            closeAll(opened);
        }
    }

    private Map<String, List<double[]>> measure(Case measured, Map<String, Contender.Opened> opened) throws Exception {
        Map<String, List<double[]>> results = new LinkedHashMap<>();
        opened.keySet().forEach(name -> results.put(name, new ArrayList<>()));
        List<String> order = new ArrayList<>(opened.keySet());
        for (int round = 0; round <= rounds; round++) {
            for (String name : order) {
                progress.printf("\r%-78s", measured.name() + ": round " + round + " of " + rounds + ", " + name);
                progress.flush();
                Contender.Opened contender = opened.get(name);
                List<double[]> kept = results.get(name);
                if (contender == null || kept == null) {
                    throw new IllegalStateException("no contender " + name);
                }
                double[] result = contender.measure(time);
                if (result.length != measured.metrics().size()) {
                    throw new IllegalStateException(measured.name() + ": " + name + " answered " + result.length
                            + " numbers for " + measured.metrics().size() + " metrics");
                }
                if (round > 0) {
                    kept.add(result);
                }
            }
            Collections.rotate(order, 1);
        }
        progress.printf("\r%-78s\r", "");
        return results;
    }

    private List<Row> rows(String suite, Case measured, Map<String, List<double[]>> results) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < measured.metrics().size(); i++) {
            Metric metric = measured.metrics().get(i);
            Map<String, double[]> ranges = new LinkedHashMap<>();
            for (Map.Entry<String, List<double[]>> result : results.entrySet()) {
                int index = i;
                ranges.put(
                        result.getKey(),
                        result.getValue().stream()
                                .mapToDouble(values -> values[index])
                                .sorted()
                                .toArray());
            }
            rows.add(row(suite, measured, metric, ranges));
        }
        return rows;
    }

    private Row row(String suite, Case measured, Metric metric, Map<String, double[]> ranges) {
        Map<String, Double> peers = new LinkedHashMap<>();
        @Nullable Double limit = null;
        double ours = 0;
        for (Map.Entry<String, double[]> range : ranges.entrySet()) {
            double median = median(range.getValue());
            switch (range.getKey()) {
                case OURS -> ours = median;
                case LIMIT -> limit = median;
                default -> peers.put(range.getKey(), median);
            }
        }
        return new Row(
                suite,
                metric.name().isEmpty() ? measured.name() : measured.name() + ", " + metric.name(),
                measured.threads(),
                metric.unit(),
                metric.better() == Better.HIGHER ? "higher" : "lower",
                ours,
                limit,
                peers,
                ratio(ours, limit),
                ratio(ours, best(peers, metric.better())),
                rounds,
                ranges);
    }

    private static @Nullable Double best(Map<String, Double> peers, Better better) {
        if (peers.isEmpty()) {
            return null;
        }
        return better == Better.HIGHER ? Collections.max(peers.values()) : Collections.min(peers.values());
    }

    private static @Nullable Double ratio(double ours, @Nullable Double other) {
        return other == null || other == 0 ? null : ours / other;
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void closeAll(Map<String, Contender.Opened> opened) throws Exception {
        @Nullable Exception first = null;
        for (Contender.Opened contender : opened.values()) {
            try {
                contender.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public String toString() {
        return rounds + " rounds of " + time.toMillis() + " ms, first round discarded " + Arrays.asList(OURS, LIMIT);
    }
}
