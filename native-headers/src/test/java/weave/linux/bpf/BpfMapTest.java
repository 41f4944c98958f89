package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.BPF_EXIST;
import static weave.linux.bpf.BpfConstants.BPF_F_NO_PREALLOC;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_ARRAY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_DEVMAP;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_LRU_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_LRU_PERCPU_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_ARRAY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_XSKMAP;
import static weave.linux.bpf.BpfConstants.BPF_NOEXIST;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Allocation;
import weave.testkit.Privileged;

@Privileged
@Timeout(60)
class BpfMapTest {
    private static final String NAME = "weavetest_map";
    private static final int LOOPBACK_INDEX = 1;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BPF_MAP_TYPE_HASH,
                BPF_MAP_TYPE_LRU_HASH,
                BPF_MAP_TYPE_PERCPU_HASH,
                BPF_MAP_TYPE_LRU_PERCPU_HASH
            })
    void shouldBeATableWhenItIsAHash(int type) {
        try (BpfMap map = BpfMap.create(NAME, type, 8, 4, 1000)) {
            MemorySegment key = key(42);
            MemorySegment value = value(map, 7);
            MemorySegment found = value(map, 0);

            assertFalse(map.lookup(key, found));
            assertFalse(map.nextKey(null, arena.allocate(JAVA_LONG)));
            map.update(key, value);
            assertTrue(map.lookup(key, found));
            assertEquals(-1, found.mismatch(value));
            map.update(key, value(map, 8));
            assertTrue(map.lookup(key, found));
            assertEquals(-1, found.mismatch(value(map, 8)));
            assertTrue(map.delete(key));
            assertFalse(map.delete(key));
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BPF_MAP_TYPE_HASH,
                BPF_MAP_TYPE_LRU_HASH,
                BPF_MAP_TYPE_PERCPU_HASH,
                BPF_MAP_TYPE_LRU_PERCPU_HASH
            })
    void shouldTakeAndListManyAtOnce(int type) {
        int count = 500;
        try (BpfMap map = BpfMap.create(NAME, type, 8, 4, 4 * count)) {
            MemorySegment keys = arena.allocate(JAVA_LONG, count);
            MemorySegment values = arena.allocate((long) count * map.valueLength(), 8);
            for (int i = 0; i < count; i++) {
                keys.setAtIndex(JAVA_LONG, i, 1000L + i);
                values.asSlice((long) i * map.valueLength(), map.valueLength())
                        .copyFrom(value(map, i));
            }

            map.updateAll(keys, values, count);

            Map<Long, Integer> entries = entries(map, 4 * count);
            assertEquals(count, entries.size());
            entries.forEach((key, value) -> assertEquals(key - 1000, (long) value));

            // Every other one is gone already, and passed over.
            for (int i = 0; i < 100; i += 2) {
                map.delete(key(1000 + i));
            }
            map.deleteAll(keys, 100);
            assertEquals(count - 100, entries(map, 4 * count).size());
            assertFalse(entries(map, 4 * count).containsKey(1099L));
        }
    }

    @Test
    void shouldListNoMoreThanThereIsRoomFor() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_ARRAY, 4, 8, 100)) {
            MemorySegment keys = arena.allocate(JAVA_INT, 60);
            MemorySegment values = arena.allocate(JAVA_LONG, 70);

            assertEquals(60, map.entries(keys, values));
            assertEquals(59, keys.getAtIndex(JAVA_INT, 59));
            assertEquals(0, map.entries(keys.asSlice(0, 3), values));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_PERCPU_ARRAY})
    void shouldHaveAllElementsAlwaysWhenItIsAnArray(int type) {
        try (BpfMap map = BpfMap.create(NAME, type, 4, 4, 10)) {
            MemorySegment keys = arena.allocate(JAVA_INT, 10);
            MemorySegment values = arena.allocate(10L * map.valueLength(), 8);
            keys.setAtIndex(JAVA_INT, 0, 3);
            values.asSlice(0, map.valueLength()).copyFrom(value(map, 5));

            map.updateAll(keys, values, 1);

            values.fill((byte) 0);
            assertEquals(10, map.entries(keys, values));
            assertEquals(5, values.get(JAVA_INT, 3L * map.valueLength()));
            assertEquals(0, values.get(JAVA_INT, 4L * map.valueLength()));
            keys.setAtIndex(JAVA_INT, 0, 10);
            assertFalse(map.lookup(keys, values));
        }
    }

    @Test
    void shouldHaveAValuePerCpu() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_PERCPU_HASH, 8, 4, 10)) {
            assertEquals(8 * Bpf.possibleCpus(), map.valueLength());
            MemorySegment value = arena.allocate(map.valueLength(), 8);
            for (int cpu = 0; cpu < Bpf.possibleCpus(); cpu++) {
                value.set(JAVA_INT, 8L * cpu, 100 + cpu);
            }
            map.update(key(1), value);

            MemorySegment found = arena.allocate(map.valueLength(), 8);
            assertTrue(map.lookup(key(1), found));
            assertEquals(-1, found.mismatch(value));
        }
    }

    @Test
    void shouldGoOneByOneWhenTheKernelHasNoBatchForTheType() {
        try (BpfMap sockets = BpfMap.create(NAME, BPF_MAP_TYPE_XSKMAP, 4, 4, 4);
                BpfMap devices = BpfMap.create(NAME, BPF_MAP_TYPE_DEVMAP, 4, 4, 4)) {
            MemorySegment keys = arena.allocate(JAVA_INT, 4);
            MemorySegment values = arena.allocate(JAVA_INT, 4);
            values.set(JAVA_INT, 0, LOOPBACK_INDEX);
            keys.setAtIndex(JAVA_INT, 0, 2);
            keys.setAtIndex(JAVA_INT, 1, 3);
            values.setAtIndex(JAVA_INT, 1, LOOPBACK_INDEX);

            devices.updateAll(keys, values, 2);

            assertEquals(2, devices.entries(arena.allocate(JAVA_INT, 4), values));
            devices.deleteAll(keys, 2);
            assertEquals(0, devices.entries(arena.allocate(JAVA_INT, 4), values));
            // The loopback interface is no such socket.
            LinuxException refused =
                    assertThrows(LinuxException.class, () -> sockets.updateAll(keys, values, 1));
            assertEquals("update BPF map " + NAME, refused.operation());
        }
    }

    @Test
    void shouldObeyFlagsAndReturnErrnoWhenCalledByAddress() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_HASH, 8, 4, 1, BPF_F_NO_PREALLOC)) {
            long key = key(42).address();
            long value = value(map, 1).address();

            assertEquals(BPF_F_NO_PREALLOC, map.description().flags());
            assertEquals(-Errno.ENOENT, map.lookup(key, value));
            assertEquals(-Errno.ENOENT, map.update(key, value, BPF_EXIST));
            assertEquals(0, map.update(key, value, BPF_NOEXIST));
            assertEquals(-Errno.EEXIST, map.update(key, value, BPF_NOEXIST));
            assertEquals(0, map.update(key, value, BPF_EXIST));
            LinuxException full =
                    assertThrows(LinuxException.class, () -> map.update(key(43), value(map, 1)));
            assertEquals(
                    "update BPF map weavetest_map: E2BIG (7) Argument list too long",
                    full.getMessage());
            assertEquals(0, map.delete(key));
            assertEquals(-Errno.ENOENT, map.delete(key));
        }
    }

    @Test
    void shouldNotAllocateWhenCalledByAddress() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_HASH, 8, 4, 10)) {
            long key = key(42).address();
            long value = value(map, 1).address();

            long bytes =
                    Allocation.bytes(
                            10_000,
                            () -> {
                                map.update(key, value, 0);
                                map.lookup(key, value);
                                map.delete(key);
                            });

            assertEquals(0, bytes);
        }
    }

    @Test
    void shouldRefuseMemoryThatTheKernelMustNotSee() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_HASH, 8, 4, 10)) {
            MemorySegment tooShort = arena.allocate(3);
            MemorySegment onTheHeap = MemorySegment.ofArray(new long[1]);

            assertThrows(IllegalArgumentException.class, () -> map.lookup(tooShort, value(map, 0)));
            assertThrows(IllegalArgumentException.class, () -> map.lookup(key(1), tooShort));
            assertThrows(IllegalArgumentException.class, () -> map.update(key(1), onTheHeap));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> map.updateAll(key(1), arena.allocate(8), 2));
        }
    }

    @Test
    void shouldBeTheSameMapWhenOpenedById() {
        try (BpfMap map = BpfMap.create(NAME, BPF_MAP_TYPE_HASH, 8, 4, 10);
                BpfMap same = BpfMap.ofId(map.description().id())) {
            assertEquals(map.description(), same.description());
            assertEquals(
                    new BpfMapDescription(
                            map.description().id(), NAME, BPF_MAP_TYPE_HASH, 8, 4, 10, 0),
                    same.description());
            map.update(key(1), value(map, 5));
            assertTrue(same.lookup(key(1), value(map, 0)));
            assertTrue(Bpf.mapIds().contains(map.description().id()));
        }
    }

    @Test
    void shouldSayWhatWasWantedWhenThereIsNone() {
        LinuxException none = assertThrows(LinuxException.class, () -> BpfMap.ofId(0x7FFF_FFFF));
        LinuxException nonsense =
                assertThrows(
                        LinuxException.class,
                        () -> BpfMap.create(NAME, BPF_MAP_TYPE_ARRAY, 8, 8, 1));

        assertEquals(
                "open BPF map 2147483647: ENOENT (2) No such file or directory", none.getMessage());
        assertEquals("create BPF map " + NAME, nonsense.operation());
    }

    private Map<Long, Integer> entries(BpfMap map, int countMax) {
        MemorySegment keys = arena.allocate(JAVA_LONG, countMax);
        MemorySegment values = arena.allocate((long) countMax * map.valueLength(), 8);
        int count = map.entries(keys, values);
        Map<Long, Integer> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(
                    keys.getAtIndex(JAVA_LONG, i),
                    values.get(JAVA_INT, (long) i * map.valueLength()));
        }
        assertEquals(count, entries.size());
        return entries;
    }

    private MemorySegment key(long key) {
        return arena.allocateFrom(JAVA_LONG, key);
    }

    private MemorySegment value(BpfMap map, int value) {
        MemorySegment memory = arena.allocate(map.valueLength(), 8);
        for (long offset = 0; offset < map.valueLength(); offset += 8) {
            memory.set(JAVA_INT, offset, value);
        }
        return memory;
    }
}
