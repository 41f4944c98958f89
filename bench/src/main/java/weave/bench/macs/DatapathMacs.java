package weave.bench.macs;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import weave.bench.lab.BenchException;
import weave.bench.lab.Namespace;
import weave.core.control.ForwardingSnapshot;
import weave.kernel.vxlan.VxlanConfig;
import weave.kernel.vxlan.VxlanDatapath;

/**
 * Our datapath, told what user space learns: each address is a task for the datapath's own thread,
 * as in the daemon.
 */
final class DatapathMacs implements MacProgramming {
    private static final String BRIDGE = "weave";
    private static final String TAP = "weave-tap";
    private static final long SELF = 0x02_5E00_5300_01L;
    private static final long PEER = 0x02_5E00_5300_02L;
    private static final int PEER_IP = 0xC000_0202;
    private static final int PORT = 6784;
    private static final VxlanConfig CONFIG = new VxlanConfig(SELF, BRIDGE, TAP, "weave-up", PORT);

    private final Namespace host = Namespace.create("macs-ours");
    private ScheduledExecutorService thread;
    private VxlanDatapath datapath;

    DatapathMacs() {
        host.ip("link add " + BRIDGE + " type bridge");
        host.ip("tuntap add " + TAP + " mode tap");
        host.ip("link set " + TAP + " master " + BRIDGE + " up");
        host.ip("link set " + BRIDGE + " up");
    }

    @Override
    public String name() {
        return "vxlan";
    }

    @Override
    public void prepare() {
        // Threads are where the one is that starts them.
        thread =
                host.call(() -> {
                    ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor();
                    own.submit(() -> {}).get();
                    return own;
                });
        onThread(() -> {
            datapath = VxlanDatapath.open(CONFIG);
            datapath.start(thread);
            datapath.routes(
                    new ForwardingSnapshot.Builder(1, SELF)
                            .route(PEER, PEER)
                            .shortId(SELF, 1, true)
                            .shortId(PEER, 2, true)
                            .build());
            datapath.neighbour(PEER, PEER_IP, PORT, false);
            datapath.carry(PEER, true);
            return null;
        });
    }

    @Override
    public void program(int addresses) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        for (int i = 0; i < addresses; i++) {
            long address = MacProgramming.address(i);
            thread.execute(() -> datapath.learned(address, PEER));
        }
        thread.execute(() -> done.complete(null));
        done.join();
    }

    @Override
    public int count() {
        return (int) datapath.status().flows();
    }

    @Override
    public void discard() {
        onThread(() -> {
            datapath.close();
            return VxlanDatapath.remove(BRIDGE);
        });
        thread.shutdownNow();
        thread = null;
    }

    private <T> T onThread(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (InterruptedException e) {
            throw new BenchException("interrupted");
        } catch (ExecutionException e) {
            throw new BenchException("our datapath: " + e.getCause().getMessage());
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
        host.close();
    }
}
