package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * What a security association has refused: {@code struct xfrm_stats} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0               4        8
 *   +---------------+--------+------------------+
 *   | replay_window | replay | integrity_failed |
 *   +---------------+--------+------------------+
 * </pre>
 */
public final class XfrmStats {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("replay_window"),
                            JAVA_INT.withName("replay"),
                            JAVA_INT.withName("integrity_failed"))
                    .withName("xfrm_stats");

    public static final long SIZE = LAYOUT.byteSize();

    private XfrmStats() {}
}
