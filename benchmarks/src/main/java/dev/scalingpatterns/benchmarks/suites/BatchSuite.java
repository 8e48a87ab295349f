package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Suite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batch loaders beside java-dataloader. */
final class BatchSuite implements Suite {

    private static final String PEER = "java-dataloader";

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public List<Case> cases() {
        Map<String, String> unique = new LinkedHashMap<>();
        unique.put(PEER, "uniqueDataLoader");
        unique.put(PEER + " (mapped)", "uniqueMappedDataLoader");
        return List.of(
                Cases.jmh("a unique key of 1,000", 1, BatchLoads.class, "uniqueOurs", "uniqueHashMap", unique),
                Cases.jmh(
                        "a duplicate key",
                        1,
                        BatchLoads.class,
                        "duplicateOurs",
                        "duplicateHashMap",
                        Map.of(PEER, "duplicateDataLoader")),
                Cases.jmh(
                        "a key in 3 levels of 100",
                        1,
                        BatchLoads.class,
                        "chainOurs",
                        null,
                        Map.of(PEER, "chainDataLoader")));
    }
}
