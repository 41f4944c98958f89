package weave.core.tuning;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How the dataplane uses the machine. The defaults suit a host that has other work to do; the rest
 * is for bare metal.
 *
 * @param captureBatch frames taken from the local port in one duty cycle, 1 to {@link #BATCH_MAX}
 * @param receiveBatch messages taken from the outer socket in one duty cycle, the same range
 * @param queues pairs of agents, each with a queue of the local port and outer sockets of its own,
 *     1 to {@link #QUEUES_MAX}
 * @param idle what an agent does while there is nothing to do
 * @param threads how the agents share threads
 * @param cpus the processors for the agents' threads, dealt out to them in turn; empty for any
 * @param hugePages whether the memory of frames is to lie in huge pages
 * @param busyPollMicros how long the kernel looks for datagrams in the network card itself before
 *     it says that there are none; 0 for not at all
 * @param socketBufferLength of the outer sockets' queues in the kernel, in bytes each way
 * @param offloads whether super-frames, UDP segmentation and checksums left to others are used
 * @param answersArp whether ARP requests are answered here when the answer is known
 */
public record Tuning(
        int captureBatch,
        int receiveBatch,
        int queues,
        IdleMode idle,
        ThreadingMode threads,
        List<Integer> cpus,
        boolean hugePages,
        int busyPollMicros,
        int socketBufferLength,
        boolean offloads,
        boolean answersArp) {
    /** What the memory of frames may grow to: 1024 slots are 66 MB each way. */
    public static final int BATCH_MAX = 1024;

    /** What memory and threads allow: every queue may have frames for every other. */
    public static final int QUEUES_MAX = 8;

    /** Two threads of ours, and two for the kernel and the containers. */
    private static final int CORES_PER_QUEUE = 4;

    /** Super-frames in one duty cycle: 2 MB, what a cache may still hold. */
    private static final int CAPTURE_BATCH_DEFAULT = 32;

    /** recvmmsg amortises well at 64; more only adds latency. */
    public static final int RECEIVE_BATCH_DEFAULT = 64;

    /** A burst of super-frames fits. */
    private static final int SOCKET_BUFFER_LENGTH_DEFAULT = 8 * 1024 * 1024;

    public Tuning {
        assert captureBatch >= 1 && captureBatch <= BATCH_MAX : captureBatch;
        assert receiveBatch >= 1 && receiveBatch <= BATCH_MAX : receiveBatch;
        assert queues >= 1 && queues <= QUEUES_MAX : queues;
        cpus = List.copyOf(cpus);
    }

    /** The number of queues that suits this machine: one below 8 cores. */
    private static int queuesSuited() {
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.clamp(cores / CORES_PER_QUEUE, 1, QUEUES_MAX);
    }

    /** What is right where nobody has decided otherwise. */
    public static Tuning defaults() {
        return builder().build();
    }

    /**
     * The processors for one of several threads; empty for any. Every thread gets one of its own if
     * there are enough, and those that are left over are dealt out, too.
     */
    public List<Integer> cpusOf(int thread, int threads) {
        if (cpus.size() <= threads) {
            return cpus.isEmpty() ? cpus : List.of(cpus.get(thread % cpus.size()));
        }
        return IntStream.range(0, cpus.size())
                .filter(index -> index % threads == thread)
                .mapToObj(cpus::get)
                .toList();
    }

    /** The same with another number of queues. */
    public Tuning withQueues(int count) {
        return new Tuning(
                captureBatch,
                receiveBatch,
                count,
                idle,
                threads,
                cpus,
                hugePages,
                busyPollMicros,
                socketBufferLength,
                offloads,
                answersArp);
    }

    /** The defaults, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private int captureBatch = CAPTURE_BATCH_DEFAULT;
        private int receiveBatch = RECEIVE_BATCH_DEFAULT;
        private int queues = queuesSuited();
        private IdleMode idle = IdleMode.BLOCK;
        private ThreadingMode threads = ThreadingMode.suited();
        private List<Integer> cpus = List.of();
        private boolean hugePages;
        private int busyPollMicros;
        private int socketBufferLength = SOCKET_BUFFER_LENGTH_DEFAULT;
        private boolean offloads = true;
        private boolean answersArp = true;

        private Builder() {}

        /** The same for both directions. */
        public Builder batch(int frames) {
            captureBatch = frames;
            receiveBatch = frames;
            return this;
        }

        public Builder queues(int count) {
            queues = count;
            return this;
        }

        public Builder idle(IdleMode mode) {
            idle = mode;
            return this;
        }

        public Builder threads(ThreadingMode mode) {
            threads = mode;
            return this;
        }

        public Builder cpus(List<Integer> numbers) {
            cpus = numbers;
            return this;
        }

        public Builder hugePages(boolean wanted) {
            hugePages = wanted;
            return this;
        }

        public Builder busyPollMicros(int micros) {
            busyPollMicros = micros;
            return this;
        }

        public Builder socketBufferLength(int bytes) {
            socketBufferLength = bytes;
            return this;
        }

        public Builder offloads(boolean used) {
            offloads = used;
            return this;
        }

        public Builder answersArp(boolean answers) {
            answersArp = answers;
            return this;
        }

        public Tuning build() {
            return new Tuning(
                    captureBatch,
                    receiveBatch,
                    queues,
                    idle,
                    threads,
                    cpus,
                    hugePages,
                    busyPollMicros,
                    socketBufferLength,
                    offloads,
                    answersArp);
        }
    }
}
