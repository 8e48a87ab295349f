package dev.scalingpatterns.core;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

/**
 * A generic type that a {@link Codec} can decode to: {@code new TypeRef<List<Post>>() {}}. Immutable.
 *
 * @param <T> the type it stands for
 */
public abstract class TypeRef<T> {

    private final Type type;

    /**
     * Captures the type argument of the anonymous subclass.
     *
     * @throws IllegalStateException if the subclass leaves {@code T} open
     */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalStateException("write new TypeRef<YourType>() {}: " + getClass() + " names no type");
        }
        this.type = parameterized.getActualTypeArguments()[0];
        if (isOpen(type)) {
            throw new IllegalStateException("write new TypeRef<YourType>() {}: " + type + " is open");
        }
    }

    private static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeRef::isOpen);
        }
        if (type instanceof GenericArrayType array) {
            return isOpen(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Arrays.stream(wildcard.getUpperBounds()).anyMatch(TypeRef::isOpen)
                    || Arrays.stream(wildcard.getLowerBounds()).anyMatch(TypeRef::isOpen);
        }
        return type instanceof TypeVariable;
    }

    /** The captured type. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
