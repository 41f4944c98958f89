package weave.tools.weaved;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import weave.tools.host.FileTrouble;
import weave.tools.host.HostException;

/**
 * Keeps a second daemon from a state in use: a lock of the empty file {@code <prefix>state.lock},
 * which ends with the process, however that ends.
 */
final class StateLock implements AutoCloseable {
    static final String FILE = "state.lock";

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the file if need be; its folder is there.
     *
     * @param advice what to do if another daemon has it
     * @throws HostException if another daemon has it, or the file cannot be made
     */
    static StateLock take(String prefix, String advice) throws IOException {
        Path file = Path.of(prefix + FILE).toAbsolutePath();
        try {
            StateLock lock = new StateLock(open(file));
            if (!lock.isTaken()) {
                lock.close();
                throw new HostException("another weaved uses " + prefix + "; " + advice);
            }
            return lock;
        } catch (FileSystemException e) {
            throw FileTrouble.explained("cannot write", "--db-prefix", e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private boolean isTaken() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException takenInThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
