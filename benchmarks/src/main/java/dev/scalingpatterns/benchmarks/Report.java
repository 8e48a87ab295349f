package dev.scalingpatterns.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes results for people: a Markdown table, which reads well on a terminal too. */
final class Report {

    private static final List<String> HEADER =
            List.of("case", "threads", "unit", "ours", "raw limit", "peers", "ours/limit", "ours/best peer");

    private Report() {}

    static String table(List<Row> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADER);
        for (Row row : rows) {
            cells.add(List.of(
                    row.name(),
                    Integer.toString(row.threads()),
                    row.unit() + " (" + row.better() + ")",
                    withRange(row.ours(), row.ranges().get("ours")),
                    row.limit() == null
                            ? "-"
                            : withRange(row.limit(), row.ranges().get("limit")),
                    peers(row),
                    ratio(row.toLimit()),
                    ratio(row.toBestPeer())));
        }
        return render(cells);
    }

    private static String peers(Row row) {
        List<String> peers = new ArrayList<>();
        for (Map.Entry<String, Double> peer : row.peers().entrySet()) {
            peers.add(peer.getKey() + " "
                    + withRange(peer.getValue(), row.ranges().get(peer.getKey())));
        }
        return peers.isEmpty() ? "-" : String.join("; ", peers);
    }

    private static String withRange(double median, double @Nullable [] sorted) {
        if (sorted == null || sorted.length < 2) {
            return number(median);
        }
        return number(median) + " [" + number(sorted[0]) + ".." + number(sorted[sorted.length - 1]) + "]";
    }

    private static String ratio(@Nullable Double ratio) {
        return ratio == null ? "-" : String.format(Locale.ROOT, "%.2f", ratio);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String render(List<List<String>> rows) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            line(table, rows.get(r), widths, " ");
            if (r == 0) {
                line(table, HEADER.stream().map(cell -> "").toList(), widths, "-");
            }
        }
        return table.toString();
    }

    private static void line(StringBuilder table, List<String> cells, int[] widths, String fill) {
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            table.append("| ")
                    .append(cell)
                    .append(fill.repeat(widths[i] - cell.length()))
                    .append(' ');
        }
        table.append("|\n");
    }
}
