package weave.gossip.mesh;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The control loop as one netty event loop on epoll, which serves its sockets, too. */
public final class NettyControlLoop implements ControlLoop, AutoCloseable {
    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);
    private static final long CLOSE_SECONDS = 5;

    private final EventLoopGroup group;
    private final EventLoop loop;

    private NettyControlLoop(EventLoopGroup group) {
        this.group = group;
        this.loop = group.next();
    }

    /** Starts the thread. */
    public static NettyControlLoop open() {
        return new NettyControlLoop(
                new MultiThreadIoEventLoopGroup(
                        1,
                        // Little work that must not wait for the frames: where the JVM passes
                        // priorities on, as weaved's launcher tells it to.
                        Thread.ofPlatform()
                                .name("weaved-control")
                                .daemon(true)
                                .priority(Thread.MAX_PRIORITY)
                                .factory(),
                        EpollIoHandler.newFactory()));
    }

    /** For further sockets to be served by it. */
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(guarded(task));
        } catch (RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "task after the end of the control loop");
        }
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        try {
            Future<?> future = loop.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    /** Ends the thread when what is queued has run; waits for it unless called from it. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!inLoop()) {
            group.terminationFuture().awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError bug) {
                LOG.log(Level.ERROR, "unexpected " + bug.getClass() + " on the control loop", bug);
            }
        };
    }
}
