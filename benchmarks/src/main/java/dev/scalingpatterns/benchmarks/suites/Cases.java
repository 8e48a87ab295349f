package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Contender;
import dev.scalingpatterns.benchmarks.Jmh;
import dev.scalingpatterns.benchmarks.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short ways to write a case. */
final class Cases {

    private Cases() {}

    /**
     * A case of nanoseconds, measured by JMH: time and bytes for one operation.
     *
     * @param ours the method of the benchmark class that is ours
     * @param limit the method that is the raw limit, or null
     * @param peers the names of the peers, each with its method
     */
    static Case jmh(
            String name,
            int threads,
            Class<?> benchmark,
            String ours,
            @Nullable String limit,
            Map<String, String> peers) {
        Map<String, Contender> others = new LinkedHashMap<>();
        peers.forEach((peer, method) -> others.put(peer, Jmh.method(benchmark, method, threads)));
        return new Case(
                name,
                threads,
                List.of(Metric.NANOS, Metric.BYTES),
                Jmh.method(benchmark, ours, threads),
                Optional.ofNullable(limit).map(method -> Jmh.method(benchmark, method, threads)),
                others);
    }
}
