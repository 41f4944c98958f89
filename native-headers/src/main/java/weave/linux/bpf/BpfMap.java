package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_ANY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_CREATE;
import static weave.linux.bpf.BpfConstants.BPF_MAP_DELETE_ELEM;
import static weave.linux.bpf.BpfConstants.BPF_MAP_GET_FD_BY_ID;
import static weave.linux.bpf.BpfConstants.BPF_MAP_GET_NEXT_KEY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_LOOKUP_ELEM;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_LRU_PERCPU_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_ARRAY;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_HASH;
import static weave.linux.bpf.BpfConstants.BPF_MAP_UPDATE_ELEM;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.BpfCall;
import weave.linux.call.CallState;

/**
 * A table that BPF programs and this process share. The kernel keeps it as long as a program uses
 * it, a descriptor is open, or it is pinned.
 *
 * <p>Keys and values are bytes in native memory whose meaning the programs and the caller agree on;
 * those of maps with values per CPU are {@link #valueLength} long, a multiple of eight per CPU. An
 * instance is for one thread at a time; another thread opens the map for itself by {@link #ofId}.
 */
public final class BpfMap implements AutoCloseable {
    private final FileDescriptor file;
    private final BpfMapDescription description;
    private final int valueLength;
    private final CallState state = new CallState();

    // The kernel keeps no pointer into it past a call, and during a call this object lives.
    private final MemorySegment element = Arena.ofAuto().allocate(MapElemAttr.LAYOUT);

    private final MapBatches batches;

    private BpfMap(FileDescriptor file) {
        this.file = file;
        this.description = BpfMapDescription.of(file.number());
        this.valueLength = valueLength(description);
        MapElemAttr.map_fd(element, 0, file.number());
        this.batches = new MapBatches(this);
    }

    /**
     * Makes an empty map.
     *
     * @param name for {@code bpftool} and for finding it again: letters, digits, {@code _} and
     *     {@code .}, at most 15
     * @param type as {@link BpfConstants#BPF_MAP_TYPE_HASH}
     * @param keySize bytes; 4 for arrays
     * @param valueSize bytes
     * @param entriesMax how many elements it can have; an array always has them all
     * @throws LinuxException if the kernel refuses
     */
    public static BpfMap create(String name, int type, int keySize, int valueSize, int entriesMax) {
        return create(name, type, keySize, valueSize, entriesMax, 0);
    }

    /** The same with flags, as {@link BpfConstants#BPF_F_NO_PREALLOC}. */
    public static BpfMap create(
            String name, int type, int keySize, int valueSize, int entriesMax, int flags) {
        return opened(
                Commands.create(
                        "create BPF map " + name,
                        BPF_MAP_CREATE,
                        MapCreateAttr.SIZE,
                        attributes -> {
                            MapCreateAttr.map_type(attributes, 0, type);
                            MapCreateAttr.key_size(attributes, 0, keySize);
                            MapCreateAttr.value_size(attributes, 0, valueSize);
                            MapCreateAttr.max_entries(attributes, 0, entriesMax);
                            MapCreateAttr.map_flags(attributes, 0, flags);
                            MapCreateAttr.map_name(attributes, 0, name);
                        }));
    }

    /** Opens a map by its id, as {@link BpfProgramDescription#mapIds} and {@link Bpf#mapIds}. */
    public static BpfMap ofId(int id) {
        return opened(Commands.openId("open BPF map " + id, BPF_MAP_GET_FD_BY_ID, id));
    }

    /** Opens a map that was {@link #pin pinned}. */
    public static BpfMap ofPath(Path path) {
        return opened(Commands.openPinned("open BPF map " + path, path));
    }

    /** Gives it a name in a BPF file system, where it lives until that file is removed. */
    public void pin(Path path) {
        Commands.pin("pin BPF map " + description.name() + " to " + path, file.number(), path);
    }

    /** The descriptor's number; only while open. */
    public int fd() {
        return file.number();
    }

    /** What the kernel says of it. */
    public BpfMapDescription description() {
        return description;
    }

    /** Bytes of a key. */
    public int keyLength() {
        return description.keySize();
    }

    /** Bytes of a value as this process sees it: with values per CPU, all of them. */
    public int valueLength() {
        return valueLength;
    }

    /** Copies the value of a key to {@code value}; false if the key is not there. */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        return isThere("look up in", lookup(key(key), value(value)));
    }

    /** Gives a key a value, whether it had one or not. */
    public void update(MemorySegment key, MemorySegment value) {
        check("update", update(key(key), value(value), BPF_ANY));
    }

    /** Removes a key; false if it was not there. */
    public boolean delete(MemorySegment key) {
        return isThere("delete from", delete(key(key)));
    }

    /**
     * Copies the key after {@code key} to {@code next}; false if there is none. The order is the
     * kernel's; if {@code key} was removed meanwhile it begins anew.
     *
     * @param key {@code null} to begin
     */
    public boolean nextKey(MemorySegment key, MemorySegment next) {
        long from = key == null ? 0 : key(key);
        return isThere("list", element(BPF_MAP_GET_NEXT_KEY, from, key(next), 0));
    }

    /**
     * Gives many keys values, in one call where the kernel can do that for this type.
     *
     * @param keys one after the other
     * @param values one after the other
     */
    public void updateAll(MemorySegment keys, MemorySegment values, int count) {
        batches.update(keys, values, count);
    }

    /**
     * Removes many keys, in one call where the kernel can do that for this type. Those that are not
     * there are passed over.
     */
    public void deleteAll(MemorySegment keys, int count) {
        batches.delete(keys, count);
    }

    /**
     * Copies elements to {@code keys} and {@code values}, as many as both have room for, and
     * returns how many that were. What others change meanwhile may be missing or come twice.
     */
    public int entries(MemorySegment keys, MemorySegment values) {
        return batches.entries(keys, values);
    }

    /**
     * {@link #lookup(MemorySegment, MemorySegment)} by addresses, without garbage: 0 or {@code
     * -errno}.
     */
    public int lookup(long key, long value) {
        return element(BPF_MAP_LOOKUP_ELEM, key, value, 0);
    }

    /**
     * An update by addresses, without garbage: 0 or {@code -errno}.
     *
     * @param flags as {@link BpfConstants#BPF_NOEXIST}
     */
    public int update(long key, long value, long flags) {
        return element(BPF_MAP_UPDATE_ELEM, key, value, flags);
    }

    /** {@link #delete(MemorySegment)} by address, without garbage: 0 or {@code -errno}. */
    public int delete(long key) {
        return element(BPF_MAP_DELETE_ELEM, key, 0, 0);
    }

    /** Closes the descriptor; a second time does nothing. */
    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return "BPF map " + description.name();
    }

    /** Runs a command that is about this map, with attributes that stay. */
    int run(int command, MemorySegment attributes) {
        return BpfCall.bpf(state, command, attributes.address(), (int) attributes.byteSize());
    }

    int check(String verb, int result) {
        return LinuxException.check(verb + " BPF map " + description.name(), result);
    }

    private int element(int command, long key, long value, long flags) {
        assert fd() >= 0;
        MapElemAttr.key(element, 0, key);
        MapElemAttr.value(element, 0, value);
        MapElemAttr.flags(element, 0, flags);
        return BpfCall.bpf(state, command, element.address(), (int) MapElemAttr.SIZE);
    }

    private boolean isThere(String verb, int result) {
        if (result == -Errno.ENOENT) {
            return false;
        }
        check(verb, result);
        return true;
    }

    private long key(MemorySegment key) {
        return MapBatches.address(key, keyLength());
    }

    private long value(MemorySegment value) {
        return MapBatches.address(value, valueLength);
    }

    private static BpfMap opened(FileDescriptor file) {
        try {
            return new BpfMap(file);
        } catch (LinuxException refused) {
            file.close();
            throw refused;
        }
    }

    private static int valueLength(BpfMapDescription description) {
        return switch (description.type()) {
            case BPF_MAP_TYPE_PERCPU_ARRAY,
                    BPF_MAP_TYPE_PERCPU_HASH,
                    BPF_MAP_TYPE_LRU_PERCPU_HASH ->
                    Math.ceilDiv(description.valueSize(), Long.BYTES)
                            * Long.BYTES
                            * Bpf.possibleCpus();
            default -> description.valueSize();
        };
    }
}
