package dev.scalingpatterns.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a suite as SVG: for each case a bar for each contender, to the scale of the longest of that case. */
final class Chart {

    private static final int WIDTH = 860;
    private static final int LABELS = 190;
    private static final int VALUES = 110;
    private static final int BAR = 16;
    private static final int GAP = 5;

    private Chart() {}

    static String svg(String suite, List<Row> rows, String machine) {
        List<String> parts = new ArrayList<>();
        int y = 30;
        parts.add(text(10, y, 15, "bold", suite));
        y += 18;
        parts.add(text(10, y, 11, "normal", machine));
        for (Row row : rows) {
            y += 26;
            parts.add(text(
                    10,
                    y,
                    12,
                    "bold",
                    row.name() + ", " + row.threads() + (row.threads() == 1 ? " thread, " : " threads, ") + row.unit()
                            + ", " + row.better() + " is better"));
            y += 8;
            Map<String, Double> bars = bars(row);
            double longest = bars.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(1);
            for (Map.Entry<String, Double> bar : bars.entrySet()) {
                double length = longest == 0 ? 0 : bar.getValue() / longest * (WIDTH - LABELS - VALUES);
                parts.add(text(20, y + BAR - 4, 12, "normal", bar.getKey()));
                parts.add(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                        LABELS,
                        y,
                        Math.max(1, length),
                        BAR,
                        colour(bar.getKey())));
                parts.add(text(LABELS + (int) length + 6, y + BAR - 4, 12, "normal", Report.number(bar.getValue())));
                y += BAR + GAP;
            }
        }
        y += 12;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                        WIDTH,
                        y,
                        WIDTH,
                        y)
                + String.join("\n", parts) + "\n</svg>\n";
    }

    private static Map<String, Double> bars(Row row) {
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("ours", row.ours());
        if (row.limit() != null) {
            bars.put("raw limit", row.limit());
        }
        bars.putAll(row.peers());
        return bars;
    }

    private static String colour(String contender) {
        return switch (contender) {
            case "ours" -> "#1f6f54";
            case "raw limit" -> "#b9c0c4";
            default -> "#c98b2b";
        };
    }

    private static String text(int x, int y, int size, String weight, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" font-size=\"" + size + "\" font-weight=\"" + weight
                + "\" fill=\"#22282b\">"
                + content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</text>";
    }
}
