package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.BrokenSourceContract;
import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.PutContract;
import dev.scalingpatterns.storage.WriterContract;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.io.ByteArrayOutputStream;

/** Writes to the place where readers read, as {@code Files.write} does. */
class WriteInPlaceMutant extends StorageMutant implements BrokenSourceContract, WriterContract, PutContract {

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new ForwardingDriver(driver) {
            @Override
            public Upload begin(String key, UploadRequest request) {
                return new InPlace(driver, key, request);
            }
        };
    }

    private static final class InPlace extends ForwardingDriver.ForwardingUpload {

        private final ObjectDriver driver;
        private final String key;
        private final UploadRequest request;
        private final ByteArrayOutputStream soFar = new ByteArrayOutputStream();

        InPlace(ObjectDriver driver, String key, UploadRequest request) {
            super(driver.begin(key, request));
            this.driver = driver;
            this.key = key;
            this.request = request;
        }

        @Override
        public void append(byte[] bytes, int offset, int length) {
            super.append(bytes, offset, length);
            soFar.write(bytes, offset, length);
            byte[] half = soFar.toByteArray();
            Upload visible = driver.begin(key, request);
            visible.append(half, 0, half.length);
            visible.publish(Condition.none(), Checksum.of(Checksum.Algorithm.CRC32C, half));
        }
    }
}
