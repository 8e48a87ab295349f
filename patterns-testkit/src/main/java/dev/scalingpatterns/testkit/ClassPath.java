package dev.scalingpatterns.testkit;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The class path that this code runs with, whoever started it. */
final class ClassPath {

    private ClassPath() {}

    /** The JVM's class path, after that of the class loaders that a launcher such as {@code exec:java} puts on top. */
    static String current() {
        return String.join(File.pathSeparator, entries());
    }

    static Set<String> entries() {
        Set<String> entries = new LinkedHashSet<>();
        addLoaders(ClassPath.class.getClassLoader(), entries);
        addLoaders(Thread.currentThread().getContextClassLoader(), entries);
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(new File(entry).getAbsolutePath());
            }
        }
        return entries;
    }

    private static void addLoaders(@Nullable ClassLoader from, Set<String> entries) {
        for (ClassLoader loader = from; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    addFile(url, entries);
                }
            }
        }
    }

    private static void addFile(URL url, Set<String> entries) {
        if (url.getProtocol().equals("file")) {
            try {
                entries.add(Path.of(url.toURI()).toString());
            } catch (URISyntaxException e) {
                entries.add(url.getPath());
            }
        }
    }
}
