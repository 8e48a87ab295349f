package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.OptionalLong;

/** Moves a content into a writer and sees that it has the length it declares. */
final class ContentPump {

    private static final int BUFFER = 1 << 16;

    private ContentPump() {}

    static void pump(String key, Content content, OptionalLong declared, DriverWriter writer) {
        // One byte beyond the declared length is asked for, to see a content that is too long.
        byte[] buffer = new byte[(int) Math.min(BUFFER - 1L, declared.orElse(BUFFER)) + 1];
        try (InputStream in = Objects.requireNonNull(content.open(), "the stream of the content")) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (declared.isPresent() && n > declared.getAsLong() - writer.size()) {
                    throw wrongLength(key, declared.getAsLong(), "more");
                }
                writer.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "storage.put " + key + ": the content broke off after " + writer.size()
                            + " bytes; nothing was written",
                    e);
        }
        if (declared.isPresent() && writer.size() < declared.getAsLong()) {
            throw wrongLength(key, declared.getAsLong(), "only " + writer.size());
        }
    }

    private static IllegalArgumentException wrongLength(String key, long declared, String found) {
        return new IllegalArgumentException("storage.put " + key + ": the content declares " + declared
                + " bytes and has " + found + "; nothing was written");
    }
}
