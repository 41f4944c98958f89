package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_ANY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_DELETE_BATCH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_LOOKUP_BATCH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_UPDATE_BATCH;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Errno;

/**
 * Many elements of a map in one system call. A kernel before Linux 5.6 has no such call, and newer
 * ones have it not for every type of map: then it is one call for each element.
 */
final class MapBatches {
    /** The kernel's own number for what a type of map lacks; C programs have no name for it. */
    private static final int ENOTSUPP = 524;

    private final BpfMap map;
    private final MemorySegment attributes = Arena.ofAuto().allocate(MapBatchAttr.LAYOUT);

    /** Where the kernel says how to go on: as long as a key, and at least four bytes. */
    private final MemorySegment position;

    MapBatches(BpfMap map) {
        this.map = map;
        position = Arena.ofAuto().allocate(Math.max(map.keyLength(), Long.BYTES), Long.BYTES);
        MapBatchAttr.map_fd(attributes, 0, map.fd());
    }

    void update(MemorySegment keys, MemorySegment values, int count) {
        long key = address(keys, (long) count * map.keyLength());
        long value = address(values, (long) count * map.valueLength());
        int done = 0;
        int result = run(BPF_MAP_UPDATE_BATCH, key, value, count);
        if (isUnsupported(result)) {
            for (; done < count; done++) {
                map.check("update", map.update(key, value, BPF_ANY));
                key += map.keyLength();
                value += map.valueLength();
            }
        } else {
            map.check("update", result);
        }
    }

    void delete(MemorySegment keys, int count) {
        long key = address(keys, (long) count * map.keyLength());
        int left = count;
        boolean isBatched = true;
        while (left > 0) {
            int done = 0;
            int result = isBatched ? run(BPF_MAP_DELETE_BATCH, key, 0, left) : map.delete(key);
            if (isBatched && isUnsupported(result)) {
                isBatched = false;
            } else if (result == -Errno.ENOENT) {
                done = (isBatched ? MapBatchAttr.count(attributes, 0) : 0) + 1;
            } else {
                map.check("delete from", result);
                done = isBatched ? left : 1;
            }
            key += (long) done * map.keyLength();
            left -= done;
        }
    }

    int entries(MemorySegment keys, MemorySegment values) {
        long room =
                Math.min(keys.byteSize() / map.keyLength(), values.byteSize() / map.valueLength());
        int count = (int) Math.min(room, Integer.MAX_VALUE);
        long key = address(keys, 0);
        long value = address(values, 0);
        int done = 0;
        MapBatchAttr.in_batch(attributes, 0, 0);
        MapBatchAttr.out_batch(attributes, 0, position.address());
        while (done < count) {
            int result =
                    run(
                            BPF_MAP_LOOKUP_BATCH,
                            key + (long) done * map.keyLength(),
                            value + (long) done * map.valueLength(),
                            count - done);
            if (isUnsupported(result)) {
                return entriesOneByOne(keys, values, count);
            }
            if (result == -Errno.ENOSPC) {
                // What lies together in the kernel's table is more than there is room for.
                return done + MapBatchAttr.count(attributes, 0);
            }
            boolean isEnd = result == -Errno.ENOENT;
            if (!isEnd) {
                map.check("list", result);
            }
            done += MapBatchAttr.count(attributes, 0);
            if (isEnd) {
                return done;
            }
            MapBatchAttr.in_batch(attributes, 0, position.address());
        }
        return done;
    }

    private int entriesOneByOne(MemorySegment keys, MemorySegment values, int count) {
        MemorySegment previous = null;
        int done = 0;
        while (done < count) {
            MemorySegment key = keys.asSlice((long) done * map.keyLength(), map.keyLength());
            MemorySegment value =
                    values.asSlice((long) done * map.valueLength(), map.valueLength());
            if (!map.nextKey(previous, key)) {
                return done;
            }
            previous = key;
            if (map.lookup(key, value)) {
                done++;
            }
        }
        return done;
    }

    private int run(int command, long keys, long values, int count) {
        MapBatchAttr.keys(attributes, 0, keys);
        MapBatchAttr.values(attributes, 0, values);
        MapBatchAttr.count(attributes, 0, count);
        return map.run(command, attributes);
    }

    private static boolean isUnsupported(int result) {
        return result == -ENOTSUPP || result == -Errno.EOPNOTSUPP || result == -Errno.EINVAL;
    }

    /** The address of native memory of at least that length. */
    static long address(MemorySegment memory, long length) {
        if (!memory.isNative() || memory.byteSize() < length) {
            throw new IllegalArgumentException(
                    memory + " instead of " + length + " bytes of native memory");
        }
        return memory.address();
    }
}
