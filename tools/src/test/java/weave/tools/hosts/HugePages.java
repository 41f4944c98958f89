package weave.tools.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pages of 2 MB that the kernel has set aside for a test, in addition to those it had. Closing this
 * gives them back; so does the end of the JVM. Those still in use go when their user does.
 */
final class HugePages implements AutoCloseable {
    private static final Path RESERVED = Path.of("/proc/sys/vm/nr_hugepages");
    private static final Path COMPACT = Path.of("/proc/sys/vm/compact_memory");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int SIZE_KIB = 2048;

    private final long before = number(RESERVED);
    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final Thread atEnd = Thread.ofPlatform().unstarted(this::giveBack);

    private HugePages() {
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /** Has so many free ones for whoever asks; fails with the reason if the kernel has not. */
    static HugePages free(int wanted) {
        if (memory("Hugepagesize") != SIZE_KIB) {
            throw new AssertionError(
                    "huge pages are of %d KiB here, and the test needs some of %d"
                            .formatted(memory("Hugepagesize"), SIZE_KIB));
        }
        HugePages pages = new HugePages();
        try {
            pages.reserve(wanted);
            return pages;
        } catch (Throwable e) {
            pages.close();
            throw e;
        }
    }

    private void reserve(int wanted) {
        long missing = Math.max(0, wanted - available());
        if (missing > 0) {
            write(RESERVED, before + missing);
        }
        if (available() < wanted) {
            // Enough memory may be free, and no 2 MB of it in one piece.
            write(COMPACT, 1);
            write(RESERVED, before + missing);
        }
        if (available() < wanted) {
            throw new AssertionError(
                    "the test needs %d free huge pages of 2 MB, and the kernel found only %d;"
                                    .formatted(wanted, available())
                            + " give it more with vm.nr_hugepages at boot, or free some memory");
        }
    }

    private static long available() {
        return memory("HugePages_Free") - memory("HugePages_Rsvd");
    }

    private static long memory(String name) {
        try {
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("this kernel has no huge pages"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new AssertionError("this kernel has no huge pages", e);
        }
    }

    private static void write(Path file, long number) {
        try {
            Files.writeString(file, number + "\n");
        } catch (IOException e) {
            throw new AssertionError("cannot reserve huge pages by " + file, e);
        }
    }

    private void giveBack() {
        if (isOpen.getAndSet(false) && number(RESERVED) != before) {
            write(RESERVED, before);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        giveBack();
    }
}
