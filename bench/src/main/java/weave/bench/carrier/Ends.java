package weave.bench.carrier;

import java.time.Duration;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** Where traffic begins and ends. */
public record Ends(Namespace left, Namespace right, String leftIp, String rightIp) {
    /** Between the two containers. */
    public static Ends containers(Lab lab) {
        return new Ends(
                lab.container(Side.LEFT),
                lab.container(Side.RIGHT),
                Lab.containerIp(Side.LEFT),
                Lab.containerIp(Side.RIGHT));
    }

    /**
     * Between the hosts themselves, which have the containers' addresses: no bridge, no container.
     */
    public static Ends hosts(Lab lab) {
        return new Ends(
                lab.host(Side.LEFT),
                lab.host(Side.RIGHT),
                Lab.containerIp(Side.LEFT),
                Lab.containerIp(Side.RIGHT));
    }

    /** Waits until an echo request is answered. */
    public void awaitReply(String carrier, Duration atMost) {
        Patience.until(
                atMost,
                () -> carrier + ": no traffic within " + atMost.toSeconds() + " s",
                () -> left.run("ping", "-n", "-c", "1", "-W", "1", rightIp).exit() == 0);
    }
}
