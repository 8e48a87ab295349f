package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.ReadContract;
import dev.scalingpatterns.storage.spi.ObjectBody;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads each piece from whatever version is there by then. */
class LatestVersionReadsMutant extends StorageMutant implements ReadContract {

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new ForwardingDriver(driver) {
            @Override
            public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
                return super.open(key, range, etag)
                        .map(body -> new ObjectBody(
                                body.info(), body.offset(), body.length(), new Latest(driver, key, body.offset())));
            }
        };
    }

    private static final class Latest extends InputStream {

        private final ObjectDriver driver;
        private final String key;
        private long position;

        Latest(ObjectDriver driver, String key, long position) {
            this.driver = driver;
            this.key = key;
            this.position = position;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Optional<ObjectBody> now = driver.open(key, ByteRange.from(position), null);
            int n = now.isPresent() ? now.get().stream().read(bytes, offset, length) : -1;
            position += Math.max(0, n);
            return n;
        }
    }
}
