package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.ObjectMetadata;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known when an object is begun.
 *
 * @param metadata what is published with the bytes
 * @param length the number of bytes, where it is known. No more will come, and less is never published
 * @param checksum what the bytes will have, where it is known. Others are never published
 */
public record UploadRequest(ObjectMetadata metadata, OptionalLong length, Optional<Checksum> checksum) {}
