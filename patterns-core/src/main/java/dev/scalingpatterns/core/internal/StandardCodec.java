package dev.scalingpatterns.core.internal;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.CorruptDataException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The format bytes below are stored data: a value, once released, keeps its meaning for good. */
public final class StandardCodec implements Codec {

    /** The one instance: it has no state but the mapper, which is immutable. */
    public static final StandardCodec INSTANCE = new StandardCodec();

    private static final byte BYTES = 1;
    private static final byte UTF8 = 2;
    private static final byte JSON = 3;

    private final JsonMapper mapper = JsonMapper.builder().build();

    private StandardCodec() {}

    @Override
    public byte[] encode(Object value) {
        Objects.requireNonNull(value, "value");
        if (value instanceof byte[] bytes) {
            return framed(BYTES, bytes);
        }
        if (value instanceof String text) {
            return utf8(text);
        }
        try {
            return framed(JSON, mapper.writeValueAsBytes(value));
        } catch (JacksonException e) {
            // Jackson's own message may quote the value, so only its kind is passed on.
            throw new IllegalArgumentException(
                    value.getClass().getName() + " cannot be written as JSON: "
                            + e.getClass().getSimpleName(),
                    Scrubbed.of(e));
        }
    }

    @Override
    public Object decode(byte[] data, Type type) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(type, "type");
        if (data.length == 0) {
            throw corrupt(type, "no bytes at all, not even a format byte", null);
        }
        return switch (data[0]) {
            case BYTES -> expect(type, byte[].class, Arrays.copyOfRange(data, 1, data.length));
            case UTF8 -> expect(type, String.class, utf8(data, type));
            case JSON -> json(data, type);
            default ->
                throw corrupt(
                        type, "unknown format byte " + data[0] + "; known are 1 (bytes), 2 (UTF-8), 3 (JSON)", null);
        };
    }

    private static byte[] framed(byte format, byte[] payload) {
        byte[] framed = new byte[payload.length + 1];
        framed[0] = format;
        System.arraycopy(payload, 0, framed, 1, payload.length);
        return framed;
    }

    private static Object expect(Type asked, Class<?> found, Object value) {
        if (asked == found || (asked instanceof Class<?> c && c.isAssignableFrom(found))) {
            return value;
        }
        throw corrupt(asked, "the stored value is a " + found.getSimpleName(), null);
    }

    /** Half of a surrogate pair has no UTF-8; the usual conversion would store a question mark in its place. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] framed = new byte[encoded.remaining() + 1];
            framed[0] = UTF8;
            encoded.get(framed, 1, framed.length - 1);
            return framed;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "a java.lang.String with half a surrogate pair cannot be written as UTF-8;"
                            + " is it bytes? then store a byte[]",
                    e);
        }
    }

    private static String utf8(byte[] data, Type type) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data, 1, data.length - 1))
                    .toString();
        } catch (CharacterCodingException e) {
            throw corrupt(type, "not UTF-8", e);
        }
    }

    private Object json(byte[] data, Type type) {
        try {
            Object value = mapper.readValue(data, 1, data.length - 1, mapper.constructType(type));
            if (value == null) {
                throw corrupt(type, "the stored JSON is null", null);
            }
            return value;
        } catch (JacksonException e) {
            throw corrupt(type, "the stored JSON does not fit (" + e.getClass().getSimpleName() + ")", Scrubbed.of(e));
        }
    }

    private static CorruptDataException corrupt(Type type, String problem, @Nullable Throwable cause) {
        return new CorruptDataException("codec.decode", type.getTypeName(), problem, cause);
    }
}
