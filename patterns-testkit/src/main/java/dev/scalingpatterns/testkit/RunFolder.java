package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this JVM's servers keep their data: {@code <tmp>/patterns-testkit-<user>/run-<namespace>-<pid>-<start>}. The
 * name tells whose it is, so that the next JVM can remove what is left where even the {@link Watchdog} was killed.
 */
final class RunFolder {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private RunFolder() {}

    /** Made at the first use, and then one for the whole run. */
    private static final class Holder {
        private static final Path FOLDER = create();
    }

    static Path get() {
        return Holder.FOLDER;
    }

    /** A new empty folder in it, readable by the user that a server runs as. */
    static Path next(String name) {
        try {
            return Files.createDirectory(get().resolve(name + "-" + NUMBERS.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for " + name, e);
        }
    }

    /** The user's own folder for all runs. */
    static Path base() {
        Path base = Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
                .toAbsolutePath()
                .resolve("patterns-testkit-" + System.getProperty("user.name", "user"));
        try {
            if (!Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
                createBase(base);
            }
            refuseForeign(base);
            return base;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + base + "; -Djava.io.tmpdir chooses another place", e);
        }
    }

    private static void createBase(Path base) throws IOException {
        try {
            Files.createDirectories(base);
            if (!Signals.windows()) {
                Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            LOG.debug("another run made {} at the same time", base);
        }
    }

    /** Programs are run from here, so nobody else may have put them here. */
    private static void refuseForeign(Path base) throws IOException {
        if (Signals.windows()) {
            return;
        }
        PosixFileAttributes attributes =
                Files.readAttributes(base, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String owner = attributes.owner().getName();
        String permissions = PosixFilePermissions.toString(attributes.permissions());
        boolean writableByOthers = permissions.charAt(4) == 'w' || permissions.charAt(7) == 'w';
        if (writableByOthers || !owner.equals(ourselves())) {
            throw new IOException("it belongs to " + owner + " with " + permissions);
        }
    }

    /** As the file system sees us: a container's user may have no name. */
    private static String ourselves() throws IOException {
        Path ours = Files.createTempFile("patterns-testkit", ".tmp");
        try {
            return Files.getOwner(ours).getName();
        } finally {
            Files.delete(ours);
        }
    }

    private static Path create() {
        Path base = base();
        removeLeftovers(base);
        ProcessHandle self = ProcessHandle.current();
        Path folder = base.resolve("run-" + namespace() + "-" + self.pid() + "-" + started(self));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Watchdog.start(folder);
        return folder;
    }

    private static void removeLeftovers(Path base) {
        try (Stream<Path> runs = Files.list(base)) {
            for (Path run : runs.toList()) {
                if (isLeftover(run)) {
                    LOG.info("removing {}: the JVM that made it is gone", run);
                    Watchdog.killRecorded(run);
                    delete(run);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot look for what earlier runs left in {}", base, e);
        }
    }

    private static boolean isLeftover(Path run) {
        List<String> parts = List.of(run.getFileName().toString().split("-", -1));
        if (parts.size() != 4 || !parts.get(0).equals("run") || !parts.get(1).equals(namespace())) {
            return false;
        }
        return !isAlive(Long.parseLong(parts.get(2)), Long.parseLong(parts.get(3)));
    }

    /** Whether a process is alive and not another one that was given the same number later. */
    static boolean isAlive(long pid, long started) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isPresent() && Math.abs(started(process.get()) - started) < 1_000;
    }

    static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Two containers may share a temp folder and still not see each other's processes. */
    private static String namespace() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return name.replaceAll("[^0-9]", "");
        } catch (IOException | UnsupportedOperationException e) {
            return "0";
        }
    }

    /** Deletes a folder and all in it; what cannot be deleted is left to the next run. */
    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.debug("{} is left to the next run", folder, e);
        }
    }
}
