package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.ObjectInfo;
import dev.scalingpatterns.storage.ObjectMetadata;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.RaceContract;
import dev.scalingpatterns.storage.spi.ObjectBody;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps metadata beside the bytes, as a sidecar file, and writes it first. */
class MetadataApartMutant extends StorageMutant implements RaceContract {

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new Sidecar(driver);
    }

    private static final class Sidecar extends ForwardingDriver {

        private final Map<String, ObjectMetadata> sidecars = new ConcurrentHashMap<>();

        Sidecar(ObjectDriver driver) {
            super(driver);
        }

        private ObjectInfo withSidecar(ObjectInfo info) {
            ObjectMetadata metadata = sidecars.getOrDefault(info.key(), info.metadata());
            return new ObjectInfo(info.key(), info.size(), info.etag(), info.lastModified(), metadata, info.checksum());
        }

        @Override
        public Optional<ObjectInfo> head(String key) {
            return super.head(key).map(this::withSidecar);
        }

        @Override
        public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
            return super.open(key, range, etag)
                    .map(body -> new ObjectBody(withSidecar(body.info()), body.offset(), body.length(), body.stream()));
        }

        @Override
        public Upload begin(String key, UploadRequest request) {
            return new ForwardingUpload(super.begin(key, request)) {
                @Override
                public PutResult publish(Condition condition, Checksum checksum) {
                    sidecars.put(key, request.metadata());
                    LockSupport.parkNanos(1_000); // the window that a real backend has between two calls
                    return super.publish(condition, checksum);
                }
            };
        }
    }
}
