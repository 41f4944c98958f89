package weave.core.dataplane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import weave.core.conductor.Conductor;
import weave.core.conductor.ConnectionIds;
import weave.core.conductor.EspTunnels;
import weave.core.conductor.FastCarrier;
import weave.core.conductor.FastDatapath;
import weave.core.conductor.FastDatapathOverlay;
import weave.core.conductor.SleeveOverlay;
import weave.core.conductor.UserSpaceCarrier;
import weave.core.control.ForwardingTable;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Doorbell;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.Limits;
import weave.core.engine.PollIdleStrategy;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.VxlanIntake;
import weave.core.fastdp.VxlanSocket;
import weave.core.overlay.EspKeys;
import weave.core.overlay.FrameCipherFactory;
import weave.core.port.FramePort;
import weave.core.tuning.ThreadingMode;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;
import weave.core.udp.Uplink;

/**
 * The running dataplane: the local port, the outer sockets, the agents between them and the
 * conductor. Made and closed by the control thread; everything between happens on its own threads.
 */
public final class Dataplane implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.dataplane");

    /** Some looks more are cheaper than going to sleep and being woken. */
    private static final int SPINS = 8;

    /** A duty cycle takes a millisecond at most. */
    private static final int STILL_SECONDS_MAX = 5;

    private final DataplaneConfig config;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private CountersFile countersFile;
    private Engine engine;
    private Conductor conductor;
    private final ConnectionIds connectionIds = new ConnectionIds();
    private FastDatapath fastDatapath;
    private TuningOutcome tuned;

    /** Those that move frames. */
    private List<AgentThread> agentThreads = List.of();

    private Dataplane(DataplaneConfig config) {
        this.config = config;
    }

    /**
     * Opens the outer sockets and starts the threads. The ports stay the caller's to close, after
     * this is closed.
     *
     * @param ports the queues of the local port, as many as the tuning says
     * @param uplinks of the queues, past the outer sockets; they stay the caller's to close, as the
     *     ports do. Empty for none
     * @param kernel carries what frames it can, closed with the dataplane; {@code null} for none,
     *     and if user space takes VXLAN
     * @throws weave.linux.LinuxException if the kernel refuses, for example because the UDP port is
     *     in use
     */
    public static Dataplane start(
            DataplaneConfig config,
            List<? extends FramePort> ports,
            List<? extends Uplink> uplinks,
            ForwardingTable routes,
            KernelDatapath kernel) {
        Dataplane dataplane = new Dataplane(config);
        try {
            dataplane.open(ports, uplinks, routes, kernel);
            dataplane.startThreads();
            return dataplane;
        } catch (RuntimeException e) {
            dataplane.close();
            throw e;
        }
    }

    private void open(
            List<? extends FramePort> ports,
            List<? extends Uplink> uplinks,
            ForwardingTable routes,
            KernelDatapath kernel) {
        if (kernel != null) {
            fastDatapath = keep(new FastDatapath(kernel, routes));
        }
        int ip = config.host() == null ? 0 : UdpAddress.ipOf(config.host());
        int mark = kernel == null ? Endpoint.NO_MARK : EspKernel.MARK;
        List<Endpoint> endpoints = Endpoint.open(ip, config.port(), config.tuning(), mark);
        endpoints.forEach(this::keep);
        countersFile = keep(CountersFile.create(config.countersFile()));
        long self = config.self().value();
        engine =
                keep(
                        new Engine(
                                self,
                                ports,
                                vxlan(kernel, ip),
                                config.localMtu(),
                                config.tuning(),
                                endpoints,
                                uplinks,
                                routes,
                                countersFile.manager()));
        tuned =
                new TuningOutcome(
                        config.tuning(),
                        endpoints.getFirst().options(),
                        engine.pages(),
                        ports.getFirst().takesUdpSuperFrames());
        tuned.shortfalls().forEach(line -> LOG.log(Level.WARNING, line));
        conductor = new Conductor(engine);
        conductor.onCutsNothing(this::cutsNothing);
        conductor.tell(fastDatapath);
    }

    /** Whoever else would receive VXLAN at our port is gone by now. */
    private VxlanIntake vxlan(KernelDatapath kernel, int ip) {
        if (kernel != null) {
            return kernel.upcalls();
        }
        return config.takesVxlan()
                ? keep(VxlanSocket.open(ip, config.vxlanPort(), config.tuning()))
                : null;
    }

    private void cutsNothing(int errno) {
        tuned.cutsNothing(errno);
        LOG.log(Level.WARNING, TuningOutcome.cutsNothingLine(errno));
    }

    private void startThreads() {
        List<AgentThread> threads = new ArrayList<>();
        List<EngineQueue> queues = engine.queues();
        for (int i = 0; i < queues.size(); i++) {
            threads.addAll(threads(queues.get(i), i));
        }
        PollIdleStrategy conductorIdle =
                keep(new PollIdleStrategy(engine.conductorDoorbell(), 0, conductor::sleepMillis));
        threads.forEach(this::keep);
        threads.forEach(thread -> thread.start(Thread.NORM_PRIORITY));
        agentThreads = threads;
        AgentThread conducting =
                new AgentThread(
                        "weave-conductor",
                        List.of(),
                        engine.conductorDoorbell(),
                        conductorIdle,
                        conductor);
        // Heartbeats must not wait for the frames.
        keep(conducting).start(Thread.MAX_PRIORITY);
    }

    /** One queue's. */
    private List<AgentThread> threads(EngineQueue queue, int number) {
        Doorbell egress = queue.egressDoorbell();
        Doorbell ingress = queue.ingressDoorbell();
        int tap = queue.captureFd();
        int[] received = queue.receiveFds();
        String suffix = engine.queues().size() == 1 ? "" : "-" + number;
        if (isShared()) {
            IdleStrategy idle = idle(egress, queue::egressSleepMillisMax, withTap(received, tap));
            String name = "weave-dataplane" + suffix;
            return List.of(
                    agentThread(name, number, egress, idle, queue.ingress(), queue.egress()));
        }
        int first = 2 * number;
        IdleStrategy idleEgress = idle(egress, queue::egressSleepMillisMax, tap);
        IdleStrategy idleIngress = idle(ingress, () -> Limits.SLEEP_MILLIS_MAX, received);
        return List.of(
                agentThread("weave-egress" + suffix, first, egress, idleEgress, queue.egress()),
                agentThread(
                        "weave-ingress" + suffix,
                        first + 1,
                        ingress,
                        idleIngress,
                        queue.ingress()));
    }

    private static int[] withTap(int[] received, int tap) {
        int[] all = Arrays.copyOf(received, received.length + 1);
        all[received.length] = tap;
        return all;
    }

    private boolean isShared() {
        return config.tuning().threads() == ThreadingMode.SHARED;
    }

    /** Thread {@code number} of those that move frames. */
    private AgentThread agentThread(
            String name, int number, Doorbell doorbell, IdleStrategy idle, Agent... agents) {
        int threads = isShared() ? engine.queues().size() : 2 * engine.queues().size();
        List<Integer> cpus = config.tuning().cpusOf(number, threads);
        tuned.addThread(name, cpus);
        return new AgentThread(name, cpus, doorbell, idle, agents);
    }

    private IdleStrategy idle(Doorbell doorbell, IntSupplier sleepMillisMax, int... fds) {
        return switch (config.tuning().idle()) {
            case SPIN -> BusySpinIdleStrategy.INSTANCE;
            case YIELD -> YieldingIdleStrategy.INSTANCE;
            case BLOCK -> keep(new PollIdleStrategy(doorbell, SPINS, sleepMillisMax, fds));
        };
    }

    /**
     * The overlay that carries frames in UDP datagrams of our own.
     *
     * @param control runs what the overlay tells the mesh; the control thread
     */
    public SleeveOverlay sleeve(FrameCipherFactory ciphers, Executor control) {
        return new SleeveOverlay(
                config.self(),
                config.timeScale(),
                config.tuning().offloads(),
                engine,
                conductor,
                connectionIds,
                countersFile.manager(),
                ciphers,
                control);
    }

    /**
     * The overlay whose frames the kernel carries; only if there is a kernel datapath.
     *
     * @param esp encrypts connections with a session key, closed with the dataplane; {@code null}
     *     if there are none such
     * @param keys for {@code esp}
     * @param renewal how old a key gets
     * @param control runs what the overlay tells the mesh; the control thread
     */
    public FastDatapathOverlay fastDatapath(
            EspKernel esp, EspKeys keys, Duration renewal, Executor control) {
        EspTunnels tunnels =
                esp == null
                        ? null
                        : keep(new EspTunnels(esp, keys, config.self(), renewal, fastDatapath));
        return overlay(fastDatapath, tunnels, control);
    }

    /**
     * The same overlay with its frames in user space, in clear; only if the configuration says so.
     *
     * @param control runs what the overlay tells the mesh; the control thread
     */
    public FastDatapathOverlay vxlan(Executor control) {
        return overlay(new UserSpaceCarrier(config.vxlanPort()), null, control);
    }

    private FastDatapathOverlay overlay(FastCarrier carrier, EspTunnels tunnels, Executor control) {
        return new FastDatapathOverlay(
                config.port(),
                config.localMtu(),
                config.timeScale(),
                engine,
                conductor,
                carrier,
                tunnels,
                connectionIds,
                countersFile.manager(),
                control);
    }

    /**
     * Told the errno when the local port is gone for good, because somebody deleted the interface.
     * Called on a thread of the dataplane's.
     */
    public void onPortLost(IntConsumer listener) {
        conductor.onPortLost(listener);
    }

    /** The same of the device by which a kernel datapath leaves frames to user space. */
    public void onUpcallsLost(IntConsumer listener) {
        conductor.onUpcallsLost(listener);
    }

    /**
     * Changes what the agents use: they stand still meanwhile, and see the change afterwards. For
     * what cannot be done otherwise; frames wait, and are lost when queues are full.
     */
    public void whileStill(Runnable change) {
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (AgentThread thread : agentThreads) {
                if (!thread.standStill(done).await(STILL_SECONDS_MAX, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("a thread of the dataplane does not stop");
                }
            }
            change.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    /** What the dataplane looks like at this moment; any thread. */
    public DataplaneStatus status() {
        return DataplaneStatus.of(engine, tuned.settings());
    }

    /** One counter's value, all queues together; any thread. */
    public long read(DataplaneCounter counter) {
        return engine.read(counter);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Stops the threads, then closes the sockets; containers on one bridge go on talking. */
    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "while closing the dataplane", e);
            }
        }
    }
}
