package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ForwardingStore;
import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.ObjectWriter;
import dev.scalingpatterns.storage.PutOptions;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.WriterContract;

/** Takes the end of the block for success. */
class CompleteOnCloseMutant extends StorageMutant implements WriterContract {

    @Override
    ObjectStore mutate(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public ObjectWriter writer(String key, PutOptions options) {
                return new CompletesOnClose(super.writer(key, options));
            }
        };
    }

    private static final class CompletesOnClose extends ObjectWriter {

        private final ObjectWriter writer;
        private boolean done;

        CompletesOnClose(ObjectWriter writer) {
            this.writer = writer;
        }

        @Override
        public PutResult commit(Condition condition) {
            done = true;
            return writer.commit(condition);
        }

        @Override
        public long size() {
            return writer.size();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writer.write(bytes, offset, length);
        }

        @Override
        public void close() {
            if (!done) {
                done = true;
                writer.commit();
            }
            writer.close();
        }
    }
}
