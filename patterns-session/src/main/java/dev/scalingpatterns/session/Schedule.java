package dev.scalingpatterns.session;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which cells to look at, and when. A cell stands in it once. An access moves a cell's end, but not the cell: it is looked
 * at when its former end comes and then put where it belongs, so that a read costs nothing here.
 */
final class Schedule {

    /** A place in the schedule; the number tells apart what is due at the same time. */
    record Due(Instant at, long number) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final ConcurrentSkipListMap<Due, Cell> dues = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Puts a cell where it belongs, unless it will be looked at early enough; under the cell's lock. */
    void put(Cell cell, Instant at) {
        if (cell.due != null && !cell.due.at().isAfter(at)) {
            return;
        }
        remove(cell);
        Due due = new Due(at, numbers.getAndIncrement());
        cell.due = due;
        dues.put(due, cell);
    }

    /** Takes a cell out; under the cell's lock. */
    void remove(Cell cell) {
        if (cell.due != null) {
            dues.remove(cell.due);
            cell.due = null;
        }
    }

    /** The cell that is due first, if one is due by now. */
    @Nullable Cell firstDue(Instant now) {
        Map.Entry<Due, Cell> first = dues.firstEntry();
        return first == null || first.getKey().at().isAfter(now) ? null : first.getValue();
    }

    int size() {
        return dues.size();
    }

    void clear() {
        dues.clear();
    }
}
