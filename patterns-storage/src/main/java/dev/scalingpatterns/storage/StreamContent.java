package dev.scalingpatterns.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the factories of {@link Content} make. */
final class StreamContent implements Content {

    /** Finds out a length. */
    @FunctionalInterface
    interface Length {
        OptionalLong get() throws IOException;
    }

    private final Opener opener;
    private final Length length;
    private final boolean repeatable;

    StreamContent(Opener opener, Length length, boolean repeatable) {
        this.opener = Objects.requireNonNull(opener, "opener");
        this.length = length;
        this.repeatable = repeatable;
    }

    static OptionalLong known(long length) {
        if (length < 0) {
            throw new IllegalArgumentException(
                    "the length of a content is 0 or more, not " + length + "; where it is not known, leave it out");
        }
        return OptionalLong.of(length);
    }

    static Opener only(InputStream stream) {
        Objects.requireNonNull(stream, "stream");
        AtomicBoolean opened = new AtomicBoolean();
        return () -> {
            if (opened.getAndSet(true)) {
                throw new IllegalStateException("this content can be read once and was;"
                        + " to store it again give an opener, Content.of(() -> …), or a stream of its own");
            }
            return stream;
        };
    }

    @Override
    public InputStream open() throws IOException {
        return opener.open();
    }

    @Override
    public OptionalLong length() throws IOException {
        return length.get();
    }

    @Override
    public boolean repeatable() {
        return repeatable;
    }
}
