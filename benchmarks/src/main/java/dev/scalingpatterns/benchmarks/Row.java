package dev.scalingpatterns.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One metric of one case, as it is written to JSON: medians over the rounds. */
record Row(
        String suite,
        @JsonProperty("case") String name,
        int threads,
        String unit,
        String better,
        double ours,
        @Nullable Double limit,
        Map<String, Double> peers,
        @Nullable Double toLimit,
        @Nullable Double toBestPeer,
        int rounds,
        @JsonIgnore Map<String, double[]> ranges) {}
