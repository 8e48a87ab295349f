package dev.scalingpatterns.benchmarks;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures one JMH method in a JVM of its own: nanoseconds and bytes for one operation. */
public final class Jmh {

    private Jmh() {}

    /** A contender whose metrics are {@link Metric#NANOS} and {@link Metric#BYTES}. */
    public static Contender method(Class<?> benchmarks, String method, int threads) {
        return () -> time -> run(benchmarks.getName() + "." + method, threads, time);
    }

    private static double[] run(String method, int threads, Duration time) throws Exception {
        nameClassPath();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("^" + method.replace(".", "\\.").replace("$", "\\.") + "$")
                        .forks(1)
                        .threads(threads)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(Math.max(100, time.toMillis() / 3)))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.milliseconds(Math.max(100, time.toMillis() / 3)))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        if (results.size() != 1) {
            throw new IllegalStateException(method + " names " + results.size() + " JMH methods, not one");
        }
        RunResult result = results.iterator().next();
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (bytes == null) {
            throw new IllegalStateException("JMH's GC profiler told no allocation for " + method + ": it told "
                    + result.getSecondaryResults().keySet());
        }
        return new double[] {result.getPrimaryResult().getScore(), bytes.getScore()};
    }

    /** A JVM that JMH forks gets this property as its class path; Maven's exec plugin keeps the real one in a loader. */
    private static void nameClassPath() {
        if (Jmh.class.getClassLoader() instanceof URLClassLoader loader) {
            String path = Arrays.stream(loader.getURLs())
                    .map(Jmh::file)
                    .collect(Collectors.joining(System.getProperty("path.separator")));
            System.setProperty("java.class.path", path);
        }
    }

    private static String file(URL url) {
        try {
            return Path.of(new URI(url.toString())).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a file: " + url, e);
        }
    }
}
