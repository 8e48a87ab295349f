package dev.scalingpatterns.cache;

/** A load that failed: until when the key is not tried again, and why. */
record Failure(long version, long retryAt, Throwable cause) {

    boolean isOn(long now) {
        return retryAt - now > 0;
    }
}
