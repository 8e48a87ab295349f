package dev.scalingpatterns.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Where the bytes of a new object come from. The factories below serve most; an application may bring its own.
 *
 * <p>A length, where one is known, lets a store refuse what is too large before the first byte; bytes that are more or
 * fewer than it are refused. A content that can be opened again lets a backend retry without keeping the bytes.
 */
public interface Content {

    /**
     * Opens the bytes from the first; who calls closes.
     *
     * @throws IOException if they cannot be opened
     * @throws IllegalStateException if it is not {@link #repeatable} and was opened before
     */
    InputStream open() throws IOException;

    /**
     * The number of bytes, where it is known. Asked for just before the content is opened.
     *
     * @throws IOException if it cannot be found out
     */
    OptionalLong length() throws IOException;

    /** Whether {@link #open} may be called again, and gives the same bytes again. */
    boolean repeatable();

    /** Opens a stream. */
    @FunctionalInterface
    interface Opener {

        /** Opens it from the first byte. */
        InputStream open() throws IOException;
    }

    /** These bytes; they are not copied, so leave them alone until the object is stored. */
    static Content of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Some of these bytes; they are not copied, so leave them alone until the object is stored.
     *
     * @throws IndexOutOfBoundsException if the array has not so many
     */
    static Content of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return of(() -> new ByteArrayInputStream(bytes, offset, length), length);
    }

    /** A text, as UTF-8. */
    static Content ofUtf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file. One that changes while it is stored is refused where its length shows it. */
    static Content of(Path file) {
        Objects.requireNonNull(file, "file");
        return new StreamContent(() -> Files.newInputStream(file), () -> OptionalLong.of(Files.size(file)), true);
    }

    /** A source that can be opened again and again, of unknown length. */
    static Content of(Opener opener) {
        return new StreamContent(opener, OptionalLong::empty, true);
    }

    /**
     * A source that can be opened again and again, of known length.
     *
     * @throws IllegalArgumentException if the length is negative
     */
    static Content of(Opener opener, long length) {
        OptionalLong known = StreamContent.known(length);
        return new StreamContent(opener, () -> known, true);
    }

    /** A stream that can be read once, of unknown length, for example the body of a request. It is closed when read. */
    static Content once(InputStream stream) {
        return new StreamContent(StreamContent.only(stream), OptionalLong::empty, false);
    }

    /**
     * A stream that can be read once, of known length. It is closed when read.
     *
     * @throws IllegalArgumentException if the length is negative
     */
    static Content once(InputStream stream, long length) {
        OptionalLong known = StreamContent.known(length);
        return new StreamContent(StreamContent.only(stream), () -> known, false);
    }
}
