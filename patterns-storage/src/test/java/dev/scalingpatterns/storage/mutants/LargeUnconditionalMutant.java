package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ConditionContract;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;

/** Drops the condition where an object goes up in parts. */
class LargeUnconditionalMutant extends StorageMutant implements ConditionContract {

    private static final int PART = 500_000;

    @Override
    ObjectDriver mutate(ObjectDriver driver) {
        return new ForwardingDriver(driver) {
            @Override
            public Upload begin(String key, UploadRequest request) {
                return new ForwardingUpload(super.begin(key, request)) {
                    private long size;

                    @Override
                    public void append(byte[] bytes, int offset, int length) {
                        size += length;
                        super.append(bytes, offset, length);
                    }

                    @Override
                    public PutResult publish(Condition condition, Checksum checksum) {
                        return super.publish(size > PART ? Condition.none() : condition, checksum);
                    }
                };
            }
        };
    }
}
