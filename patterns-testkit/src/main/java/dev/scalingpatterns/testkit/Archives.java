package dev.scalingpatterns.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Archives that programs come in. An entry that would leave the folder is refused. */
final class Archives {

    private static final int OWNER_MAY_RUN = 0100;

    private Archives() {}

    /** A tar archive packed by xz. */
    static void unpackTxz(URL resource, Path folder) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZInputStream(new BufferedInputStream(connection.getInputStream()))))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path target = inside(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(parent(target));
                    inside(
                            folder,
                            folder.relativize(parent(target).resolve(entry.getLinkName()))
                                    .toString());
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    write(tar, target, (entry.getMode() & OWNER_MAY_RUN) != 0);
                }
            }
        }
    }

    /** The wanted entries below a folder of a jar that a resource is in. */
    static void unpackJar(URL resource, String below, Predicate<String> wanted, Path folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) resource.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!entry.isDirectory() && entry.getName().startsWith(below)) {
                    String name = entry.getName().substring(below.length());
                    if (wanted.test(name)) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            // A jar keeps no permissions; these two folders hold programs.
                            write(in, inside(folder, name), name.startsWith("bin/") || name.startsWith("scripts/"));
                        }
                    }
                }
            }
        }
    }

    private static void write(InputStream in, Path target, boolean executable) throws IOException {
        Files.createDirectories(parent(target));
        Files.copy(in, target);
        if (executable) {
            Binaries.makeExecutable(java.util.List.of(target));
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive's entry " + name + " leads out of its folder");
        }
        return target;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no parent");
        }
        return parent;
    }
}
