package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that come inside a jar, unpacked once per machine and user. Many JVMs may unpack at the same time: each does so
 * beside the place and moves the whole there at once.
 */
final class Binaries {

    private static final String SEAL = "complete";

    private Binaries() {}

    /** A resource of the class path. */
    static Optional<URL> resource(String name) {
        return Optional.ofNullable(Binaries.class.getClassLoader().getResource(name));
    }

    /** The folder with what {@code unpacker} makes of a source, now or in an earlier run. */
    static Path unpacked(String name, String identity, Unpacker unpacker) throws IOException {
        Path base = RunFolder.base();
        Path folder = base.resolve("bin-" + name + "-" + Integer.toHexString(identity.hashCode()));
        if (isWhole(folder)) {
            return folder;
        }
        Path making = Files.createTempDirectory(RunFolder.get(), "unpacking");
        unpacker.unpack(making);
        Files.writeString(making.resolve(SEAL), Long.toString(count(making)));
        makeReadable(making);
        return moved(making, folder);
    }

    /** What a jar's entry is, without reading it: where, how long, how old. */
    static String identity(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return resource + " " + connection.getContentLengthLong() + " " + connection.getLastModified()
                    + in.available();
        }
    }

    private static Path moved(Path making, Path folder) throws IOException {
        if (Files.exists(folder) && !isWhole(folder)) {
            RunFolder.delete(folder); // a cleaner of temp folders has been here
        }
        try {
            return Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            return isWhole(folder) ? folder : making; // another JVM was faster; or this one's copy serves for this run
        } catch (IOException e) {
            if (isWhole(folder)) {
                return folder;
            }
            throw e;
        }
    }

    private static boolean isWhole(Path folder) throws IOException {
        Path seal = folder.resolve(SEAL);
        return Files.isRegularFile(seal, LinkOption.NOFOLLOW_LINKS)
                && Files.readString(seal, StandardCharsets.US_ASCII).equals(Long.toString(count(folder)));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.getFileName().toString().equals(SEAL))
                    .count();
        }
    }

    /** A temp directory is the user's own only, but the server may have to run as another. */
    private static void makeReadable(Path folder) throws IOException {
        if (!Signals.windows()) {
            Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Copies one resource to an executable file. */
    static void copyExecutable(URL resource, Path file) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, file);
        }
        makeExecutable(List.of(file));
    }

    static void makeExecutable(List<Path> files) throws IOException {
        for (Path file : files) {
            if (!file.toFile().setExecutable(true, false)) {
                throw new IOException(file + " cannot be made executable");
            }
        }
    }

    /** Fills an empty folder. */
    @FunctionalInterface
    interface Unpacker {
        void unpack(Path folder) throws IOException;
    }
}
