package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.storage.spi.ObjectBody;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Page;
import dev.scalingpatterns.storage.spi.PageRequest;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes everything on; tests override what they break. */
public class ForwardingDriver implements ObjectDriver {

    private final ObjectDriver driver;

    /** In front of a driver. */
    public ForwardingDriver(ObjectDriver driver) {
        this.driver = driver;
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return driver.head(key);
    }

    @Override
    public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
        return driver.open(key, range, etag);
    }

    @Override
    public Upload begin(String key, UploadRequest request) {
        return driver.begin(key, request);
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        return driver.copy(from, to, condition);
    }

    @Override
    public void delete(String key, Condition condition) {
        driver.delete(key, condition);
    }

    @Override
    public Map<String, PatternsException> deleteAll(List<String> keys) {
        return driver.deleteAll(keys);
    }

    @Override
    public Page list(PageRequest request) {
        return driver.list(request);
    }

    @Override
    public void close() {
        driver.close();
    }

    /** Passes everything on. */
    public static class ForwardingUpload implements Upload {

        private final Upload upload;

        /** In front of an upload. */
        public ForwardingUpload(Upload upload) {
            this.upload = upload;
        }

        @Override
        public void append(byte[] bytes, int offset, int length) {
            upload.append(bytes, offset, length);
        }

        @Override
        public PutResult publish(Condition condition, Checksum checksum) {
            return upload.publish(condition, checksum);
        }

        @Override
        public void abort() {
            upload.abort();
        }
    }
}
