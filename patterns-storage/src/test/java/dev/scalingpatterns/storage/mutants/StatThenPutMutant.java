package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.ObjectInfo;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.RaceContract;
import dev.scalingpatterns.storage.spi.DriverObjectStore;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.util.concurrent.locks.LockSupport;

/** Looks whether the condition holds, and then writes. */
class StatThenPutMutant extends StorageMutant implements RaceContract {

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new ForwardingDriver(driver) {
            @Override
            public Upload begin(String key, UploadRequest request) {
                return new ForwardingUpload(super.begin(key, request)) {
                    @Override
                    public PutResult publish(Condition condition, Checksum checksum) {
                        DriverObjectStore.requireHolds(
                                "storage.put", key, condition, head(key).map(ObjectInfo::etag));
                        LockSupport.parkNanos(1_000); // the window that a real backend has between two calls
                        return super.publish(Condition.none(), checksum);
                    }
                };
            }
        };
    }
}
