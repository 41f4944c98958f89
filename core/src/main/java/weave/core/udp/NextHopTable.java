package weave.core.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Where whoever follows the kernel's routes puts the newest next hops. One writer. */
public final class NextHopTable {
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT =
                    MethodHandles.lookup()
                            .findVarHandle(NextHopTable.class, "current", NextHops.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through CURRENT
    private NextHops current;

    /** With no next hop. */
    public NextHopTable() {
        CURRENT.setRelease(this, NextHops.EMPTY);
    }

    /** The newest; any thread. */
    public NextHops currentAcquire() {
        return (NextHops) CURRENT.getAcquire(this);
    }

    /** Called by the writer only. */
    public void publishRelease(NextHops next) {
        CURRENT.setRelease(this, next);
    }
}
