package weave.gossip.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Named values that survive a restart, in the one file {@code <prefix>state.db} (drawn in
 * docs/operating/state.md). Every change writes the whole file anew beside the old one, forces it
 * to the disk, and renames it over the old one, so whoever is killed at any point finds the state
 * of before or after the change:
 *
 * <pre>
 *   state.db.new  write, fsync ──▶ rename to state.db ──▶ fsync of the directory ──▶ acknowledged
 * </pre>
 *
 * A damaged file does not stop the start: it is kept aside as {@code state.db.damaged-N}, the store
 * is empty, and {@link #damage()} tells. May be used by several threads; changes block on the disk,
 * so the control thread leaves them to another one.
 */
public final class StateStore {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path successor;
    private final String damage;
    private SortedMap<String, byte[]> entries;

    private StateStore(Path file, SortedMap<String, byte[]> entries, String damage) {
        this.file = file;
        this.successor = file.resolveSibling(file.getFileName() + ".new");
        this.entries = entries;
        this.damage = damage;
    }

    /**
     * Opens the file {@code <prefix>state.db}, or begins an empty store when there is none. Its
     * directory is made when something is written.
     *
     * @param prefix begins the file's path: a directory with a slash behind it, or with the first
     *     letters of the file name
     * @throws IOException if the file cannot be read or, damaged, not be kept aside
     */
    public static StateStore open(String prefix) throws IOException {
        return open(prefix, true);
    }

    /**
     * The same for one who only wants to know: a damaged file counts as none, and stays.
     *
     * @throws IOException if the file cannot be read
     */
    public static StateStore look(String prefix) throws IOException {
        return open(prefix, false);
    }

    private static StateStore open(String prefix, boolean keep) throws IOException {
        Path file = Path.of(prefix + "state.db").toAbsolutePath();
        try {
            return new StateStore(file, StateFormat.decode(read(file)), null);
        } catch (NoSuchFileException none) {
            return new StateStore(file, new TreeMap<>(), null);
        } catch (DamagedStateException e) {
            String kept = keep ? "; kept as " + keepAside(file) : "";
            String report = file + " is damaged (" + e.getMessage() + ")" + kept;
            return new StateStore(file, new TreeMap<>(), report);
        }
    }

    /** One line about the damaged file found when opening, for the log; empty if all was well. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** The value of {@code key}; the caller's own copy. */
    public synchronized Optional<byte[]> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(byte[]::clone);
    }

    /** All keys, ascending. */
    public synchronized SortedSet<String> keys() {
        return new TreeSet<>(entries.keySet());
    }

    /**
     * Sets a value; when this returns it is on the disk. Nothing is written if it has it already.
     *
     * @throws IOException if it could not be written; the store is as before
     */
    public synchronized void put(String key, byte[] value) throws IOException {
        byte[] present = entries.get(key);
        if (present != null && Arrays.equals(present, value)) {
            return;
        }
        SortedMap<String, byte[]> changed = new TreeMap<>(entries);
        changed.put(key, value.clone());
        write(changed);
    }

    /**
     * Sets several values: all of them are on the disk when this returns, or none. Nothing is
     * written if it has them already.
     *
     * @throws IOException if they could not be written; the store is as before
     */
    public synchronized void putAll(Map<String, byte[]> values) throws IOException {
        SortedMap<String, byte[]> changed = new TreeMap<>(entries);
        boolean isNews = false;
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            byte[] before = changed.put(value.getKey(), value.getValue().clone());
            isNews |= before == null || !Arrays.equals(before, value.getValue());
        }
        if (isNews) {
            write(changed);
        }
    }

    /**
     * The same for one who must not wait: on a thread of its own.
     *
     * @param values asked for on that thread
     * @param executor what {@code done} runs on
     * @param done told {@code null} when it is on the disk, else why it is not
     */
    public void putAllApart(
            String threadName,
            Supplier<Map<String, byte[]>> values,
            Executor executor,
            Consumer<String> done) {
        Thread.ofVirtual()
                .name(threadName)
                .start(() -> {
                    String trouble = trouble(values);
                    executor.execute(() -> done.accept(trouble));
                });
    }

    private String trouble(Supplier<Map<String, byte[]>> values) {
        try {
            putAll(values.get());
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Removes a value; when this returns it is gone from the disk.
     *
     * @throws IOException if it could not be written; the store is as before
     */
    public synchronized void remove(String key) throws IOException {
        if (!entries.containsKey(key)) {
            return;
        }
        SortedMap<String, byte[]> changed = new TreeMap<>(entries);
        changed.remove(key);
        write(changed);
    }

    private void write(SortedMap<String, byte[]> changed) throws IOException {
        byte[] bytes = StateFormat.encode(changed);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(successor); // left by one who was killed here
        try (FileChannel channel =
                FileChannel.open(
                        successor,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER_ONLY)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(successor, file, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(file.getParent());
        entries = changed;
    }

    private static byte[] read(Path file) throws IOException, DamagedStateException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > StateFormat.LENGTH_MAX) {
                throw new DamagedStateException(channel.size() + " bytes long");
            }
        }
        return Files.readAllBytes(file);
    }

    private static Path keepAside(Path file) throws IOException {
        for (int number = 1; ; number++) {
            Path kept = file.resolveSibling(file.getFileName() + ".damaged-" + number);
            try {
                Files.move(file, kept);
                forceDirectory(file.getParent());
                return kept;
            } catch (FileAlreadyExistsException taken) {
                assert number < Integer.MAX_VALUE : "a directory full of damaged files";
            }
        }
    }

    /** A rename is on the disk when its directory is. */
    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
