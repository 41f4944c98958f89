package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.call.Sockets;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.socket.SockaddrNl;
import weave.linux.socket.SocketConstants;

/**
 * A conversation with the kernel about the network namespace that the opening thread is in: one
 * request at a time, each with its answer. May be shared by threads, which then wait for each
 * other.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** The kernel fills at most 32 KiB of a dump at a time; a single answer is smaller. */
    private static final int ANSWER_LENGTH_MAX = 65_536;

    /** The kernel answers while it takes the request; nothing legitimate takes long. */
    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

    /** The answers to as many requests at once fit into the socket's buffer, 208 KiB. */
    private static final int BATCH_MAX = 64;

    /** How often a dump is tried again if what it lists keeps changing. */
    private static final int DUMP_ATTEMPTS = 10;

    private final CallState state = new CallState();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(ANSWER_LENGTH_MAX, Long.BYTES);
    private final MemorySegment sender = arena.allocate(SockaddrNl.LAYOUT);
    private final MemorySegment senderLength = arena.allocate(JAVA_INT);
    private final MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
    private final FileDescriptor socket;
    private int sequence;

    /**
     * Opens it.
     *
     * @param protocol as {@code NETLINK_ROUTE}
     * @throws LinuxException if the kernel refuses
     */
    public NetlinkSocket(int protocol) {
        socket =
                new FileDescriptor(
                        "open netlink socket",
                        Sockets.socket(
                                state,
                                SocketConstants.AF_NETLINK,
                                SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC,
                                protocol));
        // Explanations in words, without our own request before them. An old kernel has neither.
        set(NetlinkConstants.NETLINK_EXT_ACK);
        set(NetlinkConstants.NETLINK_CAP_ACK);
    }

    /**
     * Has the kernel do something and returns what it sent before it acknowledged.
     *
     * @param operation what is done, in an operator's words
     * @throws LinuxException if the kernel refuses
     */
    public synchronized List<NetlinkMessage> request(String operation, RequestWriter request) {
        send(operation, request, NetlinkConstants.NLM_F_ACK);
        List<NetlinkMessage> answers = new ArrayList<>();
        receive(operation, answers);
        return answers;
    }

    /**
     * Has the kernel list all of something.
     *
     * @param operation what is listed, in an operator's words
     * @throws LinuxException if the kernel refuses
     */
    public synchronized List<NetlinkMessage> dump(String operation, RequestWriter request) {
        List<NetlinkMessage> answers = new ArrayList<>();
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            send(operation, request, NetlinkConstants.NLM_F_DUMP);
            answers.clear();
            if (receive(operation, answers)) {
                return answers;
            }
        }
        throw new LinuxException(operation, Errno.EAGAIN, "it changes faster than it can be read");
    }

    /**
     * Has the kernel do many things, one after the other and with few system calls. It does the
     * others even if it refuses some.
     *
     * @param operation what is done, in an operator's words
     * @return what it refused, in the order of the requests; empty if it did all
     */
    public synchronized List<Refusal> requestAll(String operation, List<RequestWriter> requests) {
        List<Refusal> refusals = new ArrayList<>();
        int index = 0;
        while (index < requests.size()) {
            int firstSequence = sequence + 1;
            int count = sendSome(operation, requests.subList(index, requests.size()));
            receiveAll(operation, firstSequence, index, count, refusals);
            index += count;
        }
        return refusals;
    }

    /**
     * What the kernel refused of many requests.
     *
     * @param index which request that was, from 0
     */
    public record Refusal(int index, LinuxException reason) {}

    /** Ends the conversation. */
    @Override
    public synchronized void close() {
        socket.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private void set(int option) {
        Sockets.setsockoptInt(state, socket.number(), NetlinkConstants.SOL_NETLINK, option, 1);
    }

    private void send(String operation, RequestWriter request, int flags) {
        sequence++;
        MemorySegment message = request.finish(NetlinkConstants.NLM_F_REQUEST | flags, sequence);
        buffer.copyFrom(message);
        // Without an address it goes to the kernel.
        int length = (int) message.byteSize();
        int sent = Datagrams.sendto(state, socket.number(), buffer.address(), length, 0, 0, 0);
        if (request.isSecret()) {
            buffer.asSlice(0, length).fill((byte) 0);
            message.fill((byte) 0);
        }
        LinuxException.check(operation, sent);
    }

    /** Sends as many as go in one datagram; returns how many. */
    private int sendSome(String operation, List<RequestWriter> requests) {
        int count = 0;
        long length = 0;
        while (count < Math.min(requests.size(), BATCH_MAX)) {
            int flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK;
            MemorySegment message = requests.get(count).finish(flags, sequence + 1);
            if (length + message.byteSize() > ANSWER_LENGTH_MAX) {
                break;
            }
            MemorySegment.copy(message, 0, buffer, length, message.byteSize());
            length += message.byteSize();
            sequence++;
            count++;
        }
        LinuxException.check(
                operation,
                Datagrams.sendto(state, socket.number(), buffer.address(), (int) length, 0, 0, 0));
        return count;
    }

    /** Waits until each of {@code count} requests is acknowledged or refused. */
    private void receiveAll(
            String operation,
            int firstSequence,
            int firstIndex,
            int count,
            List<Refusal> refusals) {
        int done = 0;
        while (done < count) {
            for (NetlinkMessage message : NetlinkMessage.split(datagram(operation))) {
                int index = message.sequence() - firstSequence;
                if (message.type() != NetlinkConstants.NLMSG_ERROR || index < 0 || index >= count) {
                    continue;
                }
                done++;
                if (message.result() < 0) {
                    refusals.add(new Refusal(firstIndex + index, refusal(operation, message)));
                }
            }
        }
    }

    /** Collects answers up to the last; false if the list changed while it was read. */
    private boolean receive(String operation, List<NetlinkMessage> answers) {
        boolean isConsistent = true;
        while (true) {
            for (NetlinkMessage message : NetlinkMessage.split(datagram(operation))) {
                if (message.sequence() != sequence) {
                    // Left over from a request that failed half-way.
                    continue;
                }
                isConsistent &= !message.isInterrupted();
                switch (message.type()) {
                    case NetlinkConstants.NLMSG_ERROR, NetlinkConstants.NLMSG_DONE -> {
                        check(operation, message);
                        return isConsistent;
                    }
                    case NetlinkConstants.NLMSG_NOOP -> {}
                    default -> answers.add(message);
                }
            }
        }
    }

    private static void check(String operation, NetlinkMessage last) {
        if (last.result() < 0) {
            throw refusal(operation, last);
        }
    }

    private static LinuxException refusal(String operation, NetlinkMessage message) {
        String explanation = message.explanation();
        return explanation.isEmpty()
                ? new LinuxException(operation, -message.result())
                : new LinuxException(operation, -message.result(), explanation);
    }

    /** A copy of the next datagram that comes from the kernel itself. */
    private byte[] datagram(String operation) {
        while (true) {
            awaitAnswer(operation);
            senderLength.set(JAVA_INT, 0, (int) SockaddrNl.SIZE);
            int length =
                    Datagrams.recvfrom(
                            state,
                            socket.number(),
                            buffer.address(),
                            ANSWER_LENGTH_MAX,
                            SocketConstants.MSG_TRUNC | SocketConstants.MSG_DONTWAIT,
                            sender.address(),
                            senderLength.address());
            if (length == -Errno.EINTR || length == -Errno.EAGAIN) {
                continue;
            }
            LinuxException.check(operation, length);
            if (length > ANSWER_LENGTH_MAX) {
                throw new LinuxException(operation, Errno.EMSGSIZE, length + " bytes of answer");
            }
            // Another process could send us datagrams; only the kernel has the id 0.
            if (SockaddrNl.nl_pid(sender, 0) == 0) {
                return buffer.asSlice(0, length).toArray(JAVA_BYTE);
            }
        }
    }

    private void awaitAnswer(String operation) {
        Pollfd.set(pollfd, 0, socket.number(), Pollfd.POLLIN);
        int ready;
        do {
            ready = Polling.poll(state, pollfd.address(), 1, ANSWER_TIMEOUT_MILLIS);
        } while (ready == -Errno.EINTR);
        LinuxException.check(operation, ready);
        if (ready == 0) {
            throw new LinuxException(operation, Errno.ETIMEDOUT);
        }
    }
}
