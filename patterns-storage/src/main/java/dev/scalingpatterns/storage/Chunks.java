package dev.scalingpatterns.storage;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Immutable bytes in pieces, so that growing never copies what is there already and no array is large for the garbage
 * collector. All pieces but the last have one size.
 */
final class Chunks {

    /** Small enough for every region size of G1, large enough that the list of pieces is short. */
    static final int CHUNK = 1 << 18;

    private static final int FIRST = 1 << 12;

    private final List<byte[]> pieces;
    private final long size;

    private Chunks(List<byte[]> pieces, long size) {
        this.pieces = pieces;
        this.size = size;
    }

    long size() {
        return size;
    }

    /** Some of the bytes; both ends lie within. */
    InputStream stream(long offset, long length) {
        return new ChunkStream(offset, offset + length);
    }

    /** Takes bytes until they are built. Serves one thread. */
    static final class Builder {

        private final List<byte[]> full = new ArrayList<>();
        private byte[] last = new byte[0];
        private int filled;

        void append(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (filled == CHUNK) {
                    full.add(last);
                    last = new byte[0];
                    filled = 0;
                }
                int n = Math.min(left, CHUNK - filled);
                makeRoom(n);
                System.arraycopy(bytes, from, last, filled, n);
                filled += n;
                from += n;
                left -= n;
            }
        }

        /** Only the first piece grows, by doubling: a small object takes little, a large one is not copied as it grows. */
        private void makeRoom(int more) {
            int needed = filled + more;
            if (needed > last.length) {
                int wanted = full.isEmpty() ? Math.max(FIRST, last.length * 2) : CHUNK;
                last = Arrays.copyOf(last, Math.min(CHUNK, Math.max(needed, wanted)));
            }
        }

        /** The bytes so far; ends the building. */
        Chunks build() {
            List<byte[]> pieces = new ArrayList<>(full);
            pieces.add(filled == last.length ? last : Arrays.copyOf(last, filled));
            return new Chunks(List.copyOf(pieces), (long) full.size() * CHUNK + filled);
        }
    }

    private final class ChunkStream extends InputStream {

        private final long end;
        private long position;

        ChunkStream(long start, long end) {
            this.position = start;
            this.end = end;
        }

        @Override
        public int read() {
            return position == end ? -1 : pieces.get((int) (position / CHUNK))[(int) (position++ % CHUNK)] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            Objects.checkFromIndexSize(from, count, bytes.length);
            if (count == 0) {
                return 0;
            }
            if (position == end) {
                return -1;
            }
            int start = (int) (position % CHUNK);
            int n = (int) Math.min(Math.min(count, CHUNK - start), end - position);
            System.arraycopy(pieces.get((int) (position / CHUNK)), start, bytes, from, n);
            position += n;
            return n;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }
}
