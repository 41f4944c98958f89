package weave.kernel.vxlan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import weave.core.fastdp.UpcallPort;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;

/**
 * The device by which frames come to user space that {@link InboundProgram} leaves to it. It offers
 * no offloads, so that the kernel cuts super-frames and completes checksums before.
 */
final class UpcallTap implements UpcallPort, AutoCloseable {
    private static final int SLOT_LENGTH = 68 * 1024;
    private static final int BATCH = 64;

    private final TapPort tap;

    private UpcallTap(TapPort tap) {
        this.tap = tap;
    }

    /**
     * @param name at most 15 bytes
     * @throws weave.linux.LinuxException if the kernel refuses
     */
    static UpcallTap open(String name) {
        Tuning tuning = Tuning.builder().queues(1).offloads(false).batch(BATCH).build();
        TapPort tap = TapPort.open(name, tuning, SLOT_LENGTH).getFirst();
        keepQuiet(name);
        return new UpcallTap(tap);
    }

    /** The kernel's own IPv6 would send frames out of it. */
    private static void keepQuiet(String name) {
        Path setting = Path.of("/proc/sys/net/ipv6/conf", name, "disable_ipv6");
        try {
            if (Files.exists(setting)) {
                Files.writeString(setting, "1");
            }
        } catch (IOException e) {
            // Then the reader sees what it takes for malformed upcalls, and counts them.
        }
    }

    @Override
    public FrameMemory memory() {
        return tap.memory();
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
        return tap.receive(state, into);
    }

    @Override
    public int fd() {
        return tap.fd();
    }

    @Override
    public void close() {
        tap.close();
    }
}
