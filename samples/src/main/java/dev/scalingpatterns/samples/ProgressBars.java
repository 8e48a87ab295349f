package dev.scalingpatterns.samples;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for each run, on the error stream, so that the table alone goes to the output. */
final class ProgressBars {

    private static final int WIDTH = 96;
    private static final int UPDATE_MILLIS = 500;

    private final PrintStream out;

    ProgressBars(PrintStream out) {
        this.out = out;
    }

    /** Runs a task under a bar of its own. */
    <T> T under(String title, Task<T> task) throws Exception {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(1)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(WIDTH)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                .hideEta()
                .build()) {
            T result = task.run(new Bar(bar));
            bar.stepTo(bar.getMax());
            return result;
        }
    }

    /** What runs under a bar. */
    interface Task<T> {
        T run(Progress progress) throws Exception;
    }

    private record Bar(ProgressBar bar) implements Progress {
        @Override
        public void of(long steps) {
            bar.maxHint(steps);
        }

        @Override
        public void step() {
            bar.step();
        }
    }
}
