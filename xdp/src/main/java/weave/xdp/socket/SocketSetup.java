package weave.xdp.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.xdp.SockaddrXdp;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpMmapOffsets;
import weave.linux.xdp.XdpOptions;

/** The system calls that make an AF_XDP socket what its configuration says. For cold paths. */
final class SocketSetup {
    /** How long the kernel may busily look for frames in one call of ours. */
    private static final int BUSY_POLL_MICROS = 20;

    /** The kernel lets go of a queue only a while after its socket was closed. */
    private static final int BIND_TRIES = 50;

    private static final long BIND_PAUSE_NANOS = 20_000_000;

    private final XdpSocketConfig config;
    private final CallState state;
    private final String queue;
    private FileDescriptor file;

    SocketSetup(XdpSocketConfig config, CallState state) {
        this.config = config;
        this.state = state;
        queue = config.device() + " queue " + config.queue();
    }

    FileDescriptor socket() {
        int type = SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC;
        int made = Sockets.socket(state, SocketConstants.AF_XDP, type, 0);
        String operation = "socket(AF_XDP)";
        if (made == -Errno.EAFNOSUPPORT) {
            throw new LinuxException(
                    operation, Errno.EAFNOSUPPORT, "the kernel lacks CONFIG_XDP_SOCKETS");
        }
        file = new FileDescriptor(operation, made);
        return file;
    }

    /** Where things are in the rings: an {@link XdpMmapOffsets}. */
    MemorySegment offsets() {
        MemorySegment offsets = Arena.ofAuto().allocate(XdpMmapOffsets.LAYOUT);
        option(state, file.number(), "ask for rings", XdpConstants.XDP_MMAP_OFFSETS, offsets);
        return offsets;
    }

    /** Has the kernel work in our system calls, if that is wanted. */
    void pollBusily() {
        if (config.busyPollBudget() > 0) {
            set(SocketConstants.SO_PREFER_BUSY_POLL, 1);
            set(SocketConstants.SO_BUSY_POLL, BUSY_POLL_MICROS);
            set(SocketConstants.SO_BUSY_POLL_BUDGET, config.busyPollBudget());
        }
    }

    private void set(int option, int value) {
        LinuxException.check(
                "poll " + queue + " busily",
                Sockets.setsockoptInt(
                        state, file.number(), SocketConstants.SOL_SOCKET, option, value));
    }

    /**
     * @param sharedFd of a socket that has the memory already, which decides the flags, too; or -1
     */
    void bind(int sharedFd) {
        boolean isShared = sharedFd >= 0;
        int flags = isShared ? XdpConstants.XDP_SHARED_UMEM : flags();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrXdp.LAYOUT);
            int fd = isShared ? sharedFd : 0;
            SockaddrXdp.set(address, 0, flags, config.interfaceIndex(), config.queue(), fd);
            int result = -Errno.EBUSY;
            for (int i = 0; i < BIND_TRIES && result == -Errno.EBUSY; i++) {
                if (i > 0) {
                    LockSupport.parkNanos(BIND_PAUSE_NANOS);
                }
                result =
                        Sockets.bind(
                                state, file.number(), address.address(), (int) SockaddrXdp.SIZE);
            }
            if (result < 0) {
                throw refusal(-result);
            }
        }
    }

    private int flags() {
        return config.copyMode().flag
                | (config.needsWakeup() ? XdpConstants.XDP_USE_NEED_WAKEUP : 0)
                | (config.multiBuffer() ? XdpConstants.XDP_USE_SG : 0);
    }

    private LinuxException refusal(int errno) {
        String operation = "bind(AF_XDP " + queue + ")";
        String advice =
                switch (errno) {
                    case Errno.EBUSY -> "another socket has this queue";
                    case Errno.EOPNOTSUPP ->
                            config.copyMode() == CopyMode.ZERO_COPY
                                    ? "the driver of " + config.device() + " has no zero copy"
                                    : "the driver of " + config.device() + " cannot do it";
                    case Errno.EINVAL ->
                            "there is no such queue, or the kernel is too old for what is asked";
                    case Errno.ENETDOWN -> "set the interface up first";
                    case Errno.ENODEV -> "there is no such interface in this network namespace";
                    default -> null;
                };
        return advice == null
                ? new LinuxException(operation, errno)
                : new LinuxException(operation, errno, advice);
    }

    boolean isZeroCopy() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(XdpOptions.LAYOUT);
            option(state, file.number(), "ask for options", XdpConstants.XDP_OPTIONS, options);
            return (XdpOptions.flags(options, 0) & XdpConstants.XDP_OPTIONS_ZEROCOPY) != 0;
        }
    }

    /** Has the kernel fill {@code into}. */
    static void option(CallState state, int fd, String operation, int option, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
            length.set(ValueLayout.JAVA_INT, 0, (int) into.byteSize());
            LinuxException.check(
                    operation + " of an AF_XDP socket",
                    Sockets.getsockopt(
                            state,
                            fd,
                            SocketConstants.SOL_XDP,
                            option,
                            into.address(),
                            length.address()));
        }
    }
}
