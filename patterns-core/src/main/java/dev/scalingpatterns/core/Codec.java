package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.StandardCodec;
import java.lang.reflect.Type;

/**
 * Turns values into bytes and back. Implementations are safe for use by many threads.
 *
 * <p>Each encoding begins with one format byte, so that data outlives a change of format: a byte that no reader knows is
 * a {@link CorruptDataException}, never a wrong value. Java serialization is not among the formats.
 */
public interface Codec {

    /**
     * Encodes a value.
     *
     * @throws IllegalArgumentException if the value is of a type this codec cannot write; the message names the type,
     *     never the value
     */
    byte[] encode(Object value);

    /**
     * Decodes what {@link #encode} wrote, by this version or an earlier one.
     *
     * @param data the bytes, format byte and all
     * @param type what to decode to
     * @throws CorruptDataException if the bytes are of an unknown format or do not fit the type
     */
    Object decode(byte[] data, Type type);

    /**
     * Decodes to a class.
     *
     * @throws IllegalArgumentException if the class is a primitive type: ask for {@code Integer}, not {@code int}
     * @throws CorruptDataException if the bytes are of an unknown format or do not fit the type
     */
    default <T> T decode(byte[] data, Class<T> type) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(type + " is a primitive type: ask for its class, for example Integer");
        }
        return type.cast(decode(data, (Type) type));
    }

    /**
     * Decodes to a generic type.
     *
     * @throws CorruptDataException if the bytes are of an unknown format or do not fit the type
     */
    @SuppressWarnings("unchecked") // decode answers with a value of the type it was given
    default <T> T decode(byte[] data, TypeRef<T> type) {
        return (T) decode(data, type.type());
    }

    /**
     * The default: {@code byte[]} as it is, strings as UTF-8, everything else as JSON by Jackson 3 (records, beans,
     * collections, {@code java.time}). No type names are written and none are read: the type asked for decides.
     */
    static Codec standard() {
        return StandardCodec.INSTANCE;
    }
}
