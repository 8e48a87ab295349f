package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What this process has open, by the name that Linux gives it. */
final class OpenFiles {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final boolean SUPPORTED = Files.isDirectory(DESCRIPTORS);
    private static boolean warm;

    private OpenFiles() {}

    static boolean supported() {
        return SUPPORTED;
    }

    /** The JDK keeps a descriptor for good once the first socket was closed; let it be there before anyone counts. */
    static synchronized void warmUp() {
        if (warm) {
            return;
        }
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            warm = accepted.getInputStream().read() == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often each socket, pipe and file is open; empty where the machine cannot tell. */
    static Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        if (!SUPPORTED) {
            return counts;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                count(descriptor, counts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }

    private static void count(Path descriptor, Map<String, Integer> counts) {
        String target;
        try {
            target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return; // closed since it was listed, as is the one this very listing used
        }
        if (!belongsToTheJvm(target)) {
            counts.merge(target, 1, Integer::sum);
        }
    }

    private static boolean belongsToTheJvm(String target) {
        return target.endsWith(".jar")
                || target.endsWith(".so")
                || target.endsWith("/lib/modules")
                || target.startsWith("/dev/")
                || target.startsWith("/proc/")
                || target.startsWith("/sys/");
    }
}
