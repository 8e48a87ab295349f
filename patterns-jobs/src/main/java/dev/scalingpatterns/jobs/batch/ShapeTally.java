package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often one shape ran in one recording, and from where; guarded by the recording's lock. */
final class ShapeTally {

    /** So many places are looked at before a shape is taken to be used all over. */
    private static final int MOST_LOOKS = 256;

    private final SqlShape shape;
    private final Map<Long, PlaceTally> places = new HashMap<>(4);
    private int @Nullable [] first;
    private int looks;
    private boolean found;
    private long count;

    private static final class PlaceTally {

        private final CallPlace place;
        private final int[] first;
        private long times;

        /** A bit for each value that was not always the same; the last bit stands for all from the 64th on. */
        private long differing;

        PlaceTally(CallPlace place, int[] first) {
            this.place = place;
            this.first = first;
        }

        void add(int[] values) {
            times++;
            for (int i = 0; i < values.length; i++) {
                if (i >= first.length || values[i] != first[i]) {
                    differing |= 1L << Math.min(i, Long.SIZE - 1);
                }
            }
        }
    }

    ShapeTally(SqlShape shape) {
        this.shape = shape;
    }

    /** Counts a call. The first costs no look at the stack, nor does one when enough is known. */
    void add(int[] values, QueryCounter counter, boolean look) {
        count++;
        if (count == 1) {
            first = values;
        } else if (look && !found && looks < MOST_LOOKS) {
            looks++;
            PlaceTally place = places.computeIfAbsent(
                    CallPlace.fingerprint(), here -> new PlaceTally(counter.place(here), values));
            place.add(values);
            found = place.times >= counter.threshold() && Long.bitCount(place.differing) == 1;
        }
    }

    long count() {
        return count;
    }

    String sql() {
        return shape.text;
    }

    List<QueryFinding> findings(int threshold) {
        List<QueryFinding> findings = new ArrayList<>();
        for (PlaceTally place : places.values()) {
            boolean only = places.size() == 1;
            if (only && first != null) {
                place.add(first);
                place.times--;
            }
            long times = only ? count : place.times;
            if (times >= threshold) {
                judge(place.place, place.differing, times, findings);
            }
        }
        return findings;
    }

    private void judge(CallPlace place, long differing, long times, List<QueryFinding> findings) {
        if (differing == 0) {
            findings.add(new QueryFinding(
                    QueryFinding.Kind.REPEATED,
                    shape.text,
                    times,
                    place.lines(),
                    "the parameters are the same each time: ask once and keep the answer"));
        } else if (Long.bitCount(differing) == 1) {
            int value = Long.numberOfTrailingZeros(differing);
            if (value < Long.SIZE - 1 && shape.isKey(value)) {
                findings.add(new QueryFinding(
                        QueryFinding.Kind.N_PLUS_ONE, shape.text, times, place.lines(), shape.advice(value)));
            }
        }
    }
}
