package weave.core.dataplane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import weave.core.engine.Doorbell;
import weave.linux.Errno;
import weave.linux.call.CallState;
import weave.linux.call.Scheduling;

/**
 * A thread that runs one or two agents until it is told to stop. An exception in a duty cycle is a
 * bug: it is logged, and the next duty cycle begins.
 */
final class AgentThread implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.dataplane");

    private final List<Integer> cpus;
    private final Duty duty;
    private final Doorbell doorbell;
    private final AgentRunner runner;

    /**
     * @param cpus the processors to stay on; empty for any
     */
    AgentThread(
            String name,
            List<Integer> cpus,
            Doorbell doorbell,
            IdleStrategy idle,
            Agent... agents) {
        this.cpus = cpus;
        this.doorbell = doorbell;
        duty = new Duty(name, agents);
        runner = new AgentRunner(idle, new BugLog(), null, duty);
    }

    /** Starts the thread; {@code priority} is one of {@link Thread}'s. */
    void start(int priority) {
        AgentRunner.startOnThread(
                runner,
                task -> {
                    Thread thread = new Thread(() -> runBound(task), duty.roleName());
                    thread.setDaemon(true);
                    thread.setPriority(priority);
                    return thread;
                });
    }

    private void runBound(Runnable task) {
        int result = cpus.isEmpty() ? 0 : Scheduling.bindTo(new CallState(), cpus);
        if (result < 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} cannot be bound to processor {1}: {2}",
                    duty.roleName(),
                    cpus,
                    Errno.describe(-result));
        }
        task.run();
    }

    /**
     * Has it stand still between two duty cycles, until the count is down.
     *
     * @param until what it waits for
     * @return counted down when it does
     */
    CountDownLatch standStill(CountDownLatch until) {
        Rest rest = new Rest(new CountDownLatch(1), until);
        duty.rest = rest;
        doorbell.ring(new CallState());
        return rest.begun;
    }

    /** Between two duty cycles. */
    private record Rest(CountDownLatch begun, CountDownLatch until) {
        void take() {
            begun.countDown();
            try {
                until.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        duty.stop = true;
        doorbell.ring(new CallState());
        runner.close();
    }

    /** The agents in turn. */
    private static final class Duty implements Agent {
        private final String name;
        private final Agent[] agents;
        private volatile boolean stop;
        private volatile Rest rest;

        Duty(String name, Agent[] agents) {
            this.name = name;
            this.agents = agents;
        }

        @Override
        public int doWork() throws Exception {
            if (stop) {
                throw new AgentTerminationException(true);
            }
            Rest due = rest;
            if (due != null) {
                rest = null;
                due.take();
            }
            int workCount = 0;
            for (Agent agent : agents) {
                workCount += agent.doWork();
            }
            return workCount;
        }

        @Override
        public String roleName() {
            return name;
        }
    }

    /** Logs the first bug, the second, the fourth: a bug that repeats must not fill the disk. */
    private static final class BugLog implements org.agrona.ErrorHandler {
        private long bugs;

        @Override
        public void onError(Throwable bug) {
            bugs++;
            if (Long.bitCount(bugs) == 1) {
                LOG.log(Level.ERROR, "bug in the dataplane, number " + bugs, bug);
            }
        }
    }
}
