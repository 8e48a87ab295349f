package dev.scalingpatterns.benchmarks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One piece of work, done by ours, by the raw limit and by the peers.
 *
 * @param name what is done
 * @param threads by how many threads at once
 * @param metrics what is measured, at least one
 * @param ours this library
 * @param limit the driver alone doing the same work, where that makes sense
 * @param peers what a user would pick instead, by name
 */
public record Case(
        String name,
        int threads,
        List<Metric> metrics,
        Contender ours,
        Optional<Contender> limit,
        Map<String, Contender> peers) {

    /** Keeps the peers in their order. */
    public Case {
        metrics = List.copyOf(metrics);
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
