package dev.scalingpatterns.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows that nothing is left after {@code close()}: no thread, no socket, no open file of this process.
 *
 * <pre>{@code
 * Leaks leaks = Leaks.watch("patterns-", "lettuce-");
 * try (SessionStore store = open()) {
 *     use(store);
 * }
 * leaks.assertNothingLeft();
 * }</pre>
 *
 * <p>Threads are those whose name begins with one of the given prefixes and that were not there when the watch began.
 * Sockets, pipes and files are read from {@code /proc/self/fd}, so they are seen on Linux only; elsewhere only threads
 * are compared ({@link #seesFiles} tells). What the JVM opens for itself (archives of classes, devices) is not counted.
 * Other tests must not open and close things at the same time in the same JVM.
 */
public final class Leaks {

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final List<String> prefixes;
    private final Set<Thread> threadsBefore;
    private final Map<String, Integer> filesBefore;

    private Leaks(List<String> prefixes) {
        this.prefixes = prefixes;
        OpenFiles.warmUp();
        threadsBefore = watchedThreads();
        filesBefore = OpenFiles.counts();
    }

    /**
     * Begins to watch; call it before what you test is opened.
     *
     * @param threadPrefixes how the names of the threads begin that must be gone; none means every thread
     */
    public static Leaks watch(String... threadPrefixes) {
        return new Leaks(List.copyOf(Arrays.asList(threadPrefixes)));
    }

    /** Whether sockets and files are compared too on this machine; threads always are. */
    public static boolean seesFiles() {
        return OpenFiles.supported();
    }

    /**
     * Asks that all is gone, now or within 10 seconds.
     *
     * @throws AssertionError with the stack of every thread and the name of every file that is left
     */
    public void assertNothingLeft() {
        assertNothingLeft(DEFAULT_PATIENCE);
    }

    /**
     * Asks that all is gone, now or soon.
     *
     * @param patience how long threads may take to end; zero looks once
     * @throws AssertionError with the stack of every thread and the name of every file that is left
     */
    public void assertNothingLeft(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!left().isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw failure(patience);
            }
            pause();
        }
    }

    private AssertionError failure(Duration patience) {
        AssertionError error = new AssertionError("still there after " + patience + ": " + String.join(", ", left()));
        for (Thread thread : newThreads()) {
            Throwable where = new Throwable("thread " + thread.getName());
            where.setStackTrace(thread.getStackTrace());
            error.addSuppressed(where);
        }
        return error;
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (Thread thread : newThreads()) {
            left.add("thread " + thread.getName());
        }
        OpenFiles.counts().forEach((file, count) -> {
            int more = count - filesBefore.getOrDefault(file, 0);
            if (more > 0) {
                left.add(more == 1 ? file : more + " × " + file);
            }
        });
        return left;
    }

    private Set<Thread> newThreads() {
        Set<Thread> now = watchedThreads();
        now.removeAll(threadsBefore);
        return now;
    }

    private Set<Thread> watchedThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> prefixes.isEmpty() || prefixes.stream().anyMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for threads and files to go", e);
        }
    }
}
