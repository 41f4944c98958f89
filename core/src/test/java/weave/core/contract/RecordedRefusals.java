package weave.core.contract;

import java.util.ArrayList;
import java.util.List;
import weave.core.udp.DatagramSender;

/** What a target of datagrams could not send. */
public final class RecordedRefusals implements DatagramSender.Refusals {
    private final List<Integer> tooBig = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private boolean anyExpected;

    /** From now on all else may be refused, too. */
    public void expectAny() {
        anyExpected = true;
    }

    /** The lengths of those that were too long for their path. */
    public List<Integer> tooBig() {
        return tooBig;
    }

    /** The errnos of all else that may be refused. */
    public List<Integer> refused() {
        return refused;
    }

    @Override
    public void tooBig(int connectionId, int length) {
        tooBig.add(length);
    }

    @Override
    public void cutsNothing(int errno) {
        throw new AssertionError("errno " + errno);
    }

    @Override
    public void refused(int connectionId, int errno) {
        if (!anyExpected) {
            throw new AssertionError("errno " + errno);
        }
        refused.add(errno);
    }
}
