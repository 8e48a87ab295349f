package dev.scalingpatterns.storage;

/**
 * Some of an object's bytes. A range means those of its bytes that the object has: what lies beyond the end is left out,
 * a range behind the end gives no bytes at all, as does every range of an empty object. Never is that an error, since the
 * object may have been replaced by a shorter one; {@link ObjectReader#offset} and {@link ObjectReader#length} tell what
 * came.
 */
public final class ByteRange {

    private static final long TO_END = Long.MAX_VALUE;
    private static final ByteRange ALL = new ByteRange(0, TO_END, false);

    private final long offset;
    private final long length;
    private final boolean suffix;

    private ByteRange(long offset, long length, boolean suffix) {
        this.offset = offset;
        this.length = length;
        this.suffix = suffix;
    }

    /** The whole object. */
    public static ByteRange all() {
        return ALL;
    }

    /**
     * From an offset to the end.
     *
     * @throws IllegalArgumentException if the offset is negative
     */
    public static ByteRange from(long offset) {
        return new ByteRange(notNegative(offset), TO_END, false);
    }

    /**
     * From an offset, so many bytes.
     *
     * @throws IllegalArgumentException if the offset is negative or the length is not positive
     */
    public static ByteRange of(long offset, long length) {
        return new ByteRange(notNegative(offset), positive(length), false);
    }

    /**
     * The last bytes, as many as there are.
     *
     * @throws IllegalArgumentException if the length is not positive
     */
    public static ByteRange last(long length) {
        return new ByteRange(0, positive(length), true);
    }

    /** Whether this is the whole of every object. */
    public boolean isAll() {
        return equals(ALL);
    }

    /** For adapters: the offset in an object of a size; at most the size. */
    public long offsetIn(long size) {
        return suffix ? size - Math.min(size, length) : Math.min(size, offset);
    }

    /** For adapters: the number of bytes in an object of a size. */
    public long lengthIn(long size) {
        return Math.min(length, size - offsetIn(size));
    }

    private static long notNegative(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("the offset of a range is 0 or more, not " + offset);
        }
        return offset;
    }

    private static long positive(long length) {
        if (length < 1) {
            throw new IllegalArgumentException("a range has 1 byte or more, not " + length);
        }
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteRange that
                && offset == that.offset
                && length == that.length
                && suffix == that.suffix;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset) * 31 + Long.hashCode(length) + (suffix ? 1 : 0);
    }

    /** The range as HTTP writes it, for example {@code bytes=0-99}. */
    @Override
    public String toString() {
        if (suffix) {
            return "bytes=-" + length;
        }
        // The sum may lie beyond what a long holds; then it lies beyond the end of every object, too.
        long last = offset + length - 1;
        return "bytes=" + offset + "-" + (length == TO_END || last < 0 ? "" : last);
    }
}
