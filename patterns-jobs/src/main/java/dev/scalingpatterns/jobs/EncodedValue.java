package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.CorruptDataException;
import java.util.Arrays;
import java.util.Objects;

/** A payload or a result as it is stored: bytes, written by a {@link Codec}. Immutable; its text shows its size only. */
public final class EncodedValue {

    private final byte[] bytes;

    private EncodedValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Bytes that a codec wrote, copied. */
    public static EncodedValue of(byte[] encoded) {
        return new EncodedValue(encoded.clone());
    }

    /**
     * Encodes a value.
     *
     * @throws IllegalArgumentException if the codec cannot write it
     */
    public static EncodedValue encode(Codec codec, Object value) {
        Objects.requireNonNull(value, "value");
        return new EncodedValue(codec.encode(value));
    }

    /**
     * Reads it back.
     *
     * @throws CorruptDataException if the bytes are of an unknown format or do not fit the type
     */
    public <T> T decode(Codec codec, Class<T> type) {
        return codec.decode(bytes, type);
    }

    /** The bytes, copied. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedValue that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
