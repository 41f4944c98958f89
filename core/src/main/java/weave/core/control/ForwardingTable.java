package weave.core.control;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/** Where the control thread puts the newest snapshot and the agents find it. One writer. */
public final class ForwardingTable {
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT =
                    MethodHandles.lookup()
                            .findVarHandle(
                                    ForwardingTable.class, "current", ForwardingSnapshot.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through CURRENT
    private ForwardingSnapshot current;

    private volatile Consumer<ForwardingSnapshot> listener = snapshot -> {};

    public ForwardingTable(ForwardingSnapshot first) {
        CURRENT.setRelease(this, first);
    }

    public ForwardingSnapshot currentAcquire() {
        return (ForwardingSnapshot) CURRENT.getAcquire(this);
    }

    /** Called by the control thread only. */
    public void publishRelease(ForwardingSnapshot next) {
        assert next.version() > currentAcquire().version() : "snapshots only move forward";
        CURRENT.setRelease(this, next);
        listener.accept(next);
    }

    /** Told of every snapshot on the control thread, which it must not keep. */
    public void onPublish(Consumer<ForwardingSnapshot> told) {
        listener = told;
    }
}
