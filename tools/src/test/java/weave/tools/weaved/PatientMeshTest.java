package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.gossip.mesh.Cancellable;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.mesh.Mesh;
import weave.gossip.mesh.MeshStatus;
import weave.tools.log.CapturedLog;

class PatientMeshTest {
    private final Set<String> unknown = new HashSet<>(Set.of("late", "never"));
    private final List<String> asked = new ArrayList<>();
    private final Deque<Runnable> scheduled = new ArrayDeque<>();
    private final PatientMesh mesh = new PatientMesh(new Resolving(), new Later());

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void shouldAskAgainUntilANameIsKnown() {
        mesh.begin(List.of("here", "late"));
        assertEquals(List.of("here", "late"), asked);
        assertTrue(log.text().endsWith(" no late; trying again every 10 s\n"), log.text());
        retry();
        assertEquals(List.of("here", "late", "late"), asked);
        unknown.clear();
        retry();
        retry();
        assertEquals(List.of("here", "late", "late", "late"), asked);
    }

    @Test
    void shouldStopWhenThePeerIsForgotten() {
        mesh.begin(List.of("never", "late"));
        assertEquals(List.of("gone"), mesh.forget(List.of("never", "gone")));
        retry();
        assertEquals(List.of("never", "late", "late"), asked);
    }

    @Test
    void shouldStopWhenAllPeersAreReplaced() {
        mesh.begin(List.of("never", "late"));
        mesh.connect(List.of("other"), true);
        retry();
        assertEquals(List.of("never", "late", "other"), asked);
    }

    private void retry() {
        List<Runnable> due = List.copyOf(scheduled);
        scheduled.clear();
        due.forEach(Runnable::run);
    }

    private final class Resolving implements Mesh {
        @Override
        public CompletableFuture<List<String>> connect(Collection<String> peers, boolean replace) {
            asked.addAll(peers);
            return CompletableFuture.completedFuture(
                    peers.stream().filter(unknown::contains).map(p -> "no " + p).toList());
        }

        @Override
        public List<String> forget(Collection<String> peers) {
            return List.copyOf(peers);
        }

        @Override
        public MeshStatus status() {
            return null;
        }
    }

    private final class Later implements ControlLoop {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Cancellable schedule(long delayNanos, Runnable task) {
            scheduled.add(task);
            return () -> scheduled.remove(task);
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }
}
