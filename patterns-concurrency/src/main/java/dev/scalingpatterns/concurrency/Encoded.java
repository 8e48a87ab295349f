package dev.scalingpatterns.concurrency;

/** A value as a codec wrote it. Immutable: it keeps a copy and gives copies. */
final class Encoded {

    private final byte[] data;

    Encoded(byte[] data) {
        this.data = data.clone();
    }

    byte[] bytes() {
        return data.clone();
    }
}
