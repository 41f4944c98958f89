package weave.tools.echo;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import weave.core.peer.PeerName;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/**
 * Answers the echo requests of other hosts and sends those of this one, through the bridge: so they
 * go the way of a container's frames. On a thread of its own, which blocks until there is something
 * to do; where the bridge is made again, it begins again.
 */
public final class EchoService implements AutoCloseable {
    /** The least and the most that can be asked for, in bytes behind the Ethernet header. */
    public static final int SIZE_MIN = EchoFrame.SIZE_MIN;

    public static final int SIZE_MAX = EchoFrame.SIZE_MAX;

    private static final Logger LOG = System.getLogger("weaved.echo");
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String CROWDED = "too many requests at a time";

    /** Frames taken in before others get a turn. */
    private static final int BATCH = 64;

    private final String bridge;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment frame = arena.allocate(EchoFrame.FRAME_LENGTH_MAX, Long.BYTES);
    private final MemorySegment polled = arena.allocate(2 * Pollfd.SIZE, Long.BYTES);
    private final MemorySegment count = arena.allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment increment = arena.allocate(Long.BYTES, Long.BYTES);
    private final CallState state = new CallState();
    private final FileDescriptor doorbell;
    private final BlockingQueue<Probe> requests =
            new ArrayBlockingQueue<>(EchoProbes.IN_FLIGHT_MAX);
    private final EchoProbes probes = new EchoProbes(new SecureRandom().nextLong());
    private final AnswerLimit limit = new AnswerLimit(System.nanoTime());
    private final Thread thread;
    private PacketSocket socket;
    private long reopenAtNanos = System.nanoTime();
    private String trouble = "";
    private volatile boolean closed;

    private EchoService(String bridge) {
        this.bridge = bridge;
        increment.set(JAVA_LONG, 0, 1);
        doorbell =
                new FileDescriptor(
                        "make a doorbell",
                        Polling.eventfd(state, 0, Polling.EFD_CLOEXEC | Polling.EFD_NONBLOCK));
        thread = Thread.ofPlatform().name("weaved-echo").daemon().unstarted(this::run);
    }

    /**
     * @param bridge the name of a bridge of the namespace that the calling thread is in; it need
     *     not be there yet
     */
    public static EchoService start(String bridge) {
        EchoService service = new EchoService(bridge);
        service.thread.start();
        return service;
    }

    /**
     * Sends one request. Any thread.
     *
     * @param size bytes behind the Ethernet header, {@link #SIZE_MIN} to {@link #SIZE_MAX}
     * @return completed on the echo thread, never exceptionally
     */
    public CompletableFuture<EchoOutcome> probe(PeerName peer, int size, long timeoutNanos) {
        Probe probe = new Probe(peer, size, timeoutNanos, new CompletableFuture<>());
        if (!hand(probe)) {
            probe.answer().complete(new EchoOutcome.NotSent(CROWDED));
        }
        return probe.answer();
    }

    private synchronized boolean hand(Probe probe) {
        boolean taken = !closed && requests.offer(probe);
        if (taken) {
            ring();
        }
        return taken;
    }

    private void ring() {
        Files.write(new CallState(), doorbell.number(), increment.address(), Long.BYTES);
    }

    private void run() {
        try {
            while (!closed) {
                reopen();
                sleep();
                receiveAll();
                sendAll();
                probes.expire(System.nanoTime());
            }
        } catch (LinuxException refused) {
            LOG.log(Level.ERROR, "no echoes any more: " + refused.getMessage());
        } finally {
            end();
        }
    }

    /** What is asked for after this is answered by {@link #probe} itself. */
    private synchronized void end() {
        closed = true;
        probes.abandon("weaved is stopping");
        for (Probe probe = requests.poll(); probe != null; probe = requests.poll()) {
            probe.answer().complete(new EchoOutcome.NotSent("weaved is stopping"));
        }
        dropSocket();
    }

    private void reopen() {
        if (socket != null || reopenAtNanos - System.nanoTime() > 0) {
            return;
        }
        try {
            socket = PacketSocket.open(state, bridge);
            if (!trouble.isEmpty()) {
                LOG.log(Level.INFO, "echoes go through bridge " + bridge + " again");
            }
            trouble = "";
        } catch (LinuxException refused) {
            // Said once, not every second.
            if (!refused.getMessage().equals(trouble)) {
                LOG.log(Level.WARNING, refused.getMessage() + "; trying again every second");
            }
            trouble = refused.getMessage();
            reopenAtNanos = System.nanoTime() + REOPEN_NANOS;
        }
    }

    private void sleep() {
        int descriptors = socket == null ? 1 : 2;
        Pollfd.set(polled, 0, doorbell.number(), Pollfd.POLLIN);
        if (socket != null) {
            Pollfd.set(polled, Pollfd.SIZE, socket.number(), Pollfd.POLLIN);
        }
        int ready = Polling.poll(state, polled.address(), descriptors, timeoutMillis());
        if (ready != -Errno.EINTR) {
            LinuxException.check("wait for echoes", ready);
        }
        Files.read(state, doorbell.number(), count.address(), Long.BYTES);
    }

    /** For ever, unless a reply is awaited or the bridge. */
    private int timeoutMillis() {
        long nowNanos = System.nanoTime();
        long nanos = probes.nanosToNextDeadline(nowNanos);
        if (socket == null) {
            long toReopen = Math.max(0, reopenAtNanos - nowNanos);
            nanos = nanos < 0 ? toReopen : Math.min(nanos, toReopen);
        }
        long roundedUp = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        return nanos < 0 ? -1 : (int) Math.min(roundedUp, Integer.MAX_VALUE);
    }

    private void receiveAll() {
        for (int i = 0; i < BATCH && socket != null; i++) {
            int length = socket.receive(frame);
            if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
                return;
            }
            if (length < 0) {
                // The bridge is down or gone; an open socket would say so without end.
                trouble = "bridge " + bridge + ": " + Errno.describe(-length);
                dropSocket();
            } else if (EchoFrame.isFor(socket.mac(), frame, length)) {
                received();
            }
        }
    }

    private void received() {
        long nowNanos = System.nanoTime();
        if (EchoFrame.isReply(frame)) {
            probes.replied(frame, nowNanos);
        } else if (EchoFrame.isRequest(frame) && limit.allows(nowNanos)) {
            EchoFrame.turnIntoReply(frame);
            // What does not fit into the bridge's queue is lost, as on any network.
            socket.send(frame, EchoFrame.ETHERNET_LENGTH + EchoFrame.size(frame));
        }
    }

    private void sendAll() {
        for (Probe probe = requests.poll(); probe != null; probe = requests.poll()) {
            if (socket == null) {
                probe.answer().complete(new EchoOutcome.NotSent(trouble));
            } else if (probes.isFull()) {
                probe.answer().complete(new EchoOutcome.NotSent(CROWDED));
            } else {
                send(probe);
            }
        }
    }

    private void send(Probe probe) {
        int length = probes.begin(probe, socket.mac(), frame, System.nanoTime());
        int sent = socket.send(frame, length);
        if (sent == -Errno.EMSGSIZE) {
            probes.notSent(probe.size() + " bytes are more than the MTU of bridge " + bridge);
        } else if (sent < 0) {
            probes.notSent("bridge " + bridge + ": " + Errno.describe(-sent));
        }
    }

    private void dropSocket() {
        if (socket != null) {
            socket.close();
            socket = null;
            reopenAtNanos = System.nanoTime() + REOPEN_NANOS;
        }
    }

    /** Ends the thread, and waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ring();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            doorbell.close();
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
