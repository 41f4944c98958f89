package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Lab;
import weave.bench.lab.Side;

/** The cable itself, from host to host: what there is to lose. */
public final class RawVeth implements Carrier {
    @Override
    public String name() {
        return "raw-veth";
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public Ends up(Lab lab) {
        return new Ends(
                lab.host(Side.LEFT),
                lab.host(Side.RIGHT),
                Lab.hostIp(Side.LEFT),
                Lab.hostIp(Side.RIGHT));
    }
}
