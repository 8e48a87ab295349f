package dev.scalingpatterns.samples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A main class of the samples in a JVM of its own, with this JVM's class path. */
public final class ChildProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final BufferedReader output;

    /** Starts it. */
    public ChildProcess(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The rest of the first line of its output that begins so. */
    public String await(String beginning) throws IOException {
        String line;
        do {
            line = output.readLine();
            if (line == null) {
                throw new IOException("the process ended before it said '" + beginning + "'");
            }
        } while (!line.startsWith(beginning));
        return line.substring(beginning.length());
    }

    /** SIGTERM, and waits for its end: at most {@value #PATIENCE_SECONDS} seconds. */
    public void terminate() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the process did not end within " + PATIENCE_SECONDS + " s of SIGTERM");
        }
    }

    /** Ends it, whatever it does. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    private static String classPath() {
        // Maven's exec plugin runs a main class in a loader of its own.
        if (ChildProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(ChildProcess::file)
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String file(URL url) {
        try {
            return Path.of(new URI(url.toString())).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a file: " + url, e);
        }
    }
}
