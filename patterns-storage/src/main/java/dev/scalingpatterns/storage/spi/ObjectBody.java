package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.ObjectInfo;
import java.io.InputStream;

/**
 * An object that was opened for reading.
 *
 * @param info the object, whole
 * @param offset where in the object the stream begins
 * @param length how many bytes the stream has
 * @param stream the bytes
 */
public record ObjectBody(ObjectInfo info, long offset, long length, InputStream stream) {}
