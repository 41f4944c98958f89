package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Commands;

/** What ours is compared with, where it is installed. */
public final class References {
    private static final List<Carrier> ALL =
            List.of(
                    new RawVeth(),
                    new KernelVxlan(),
                    new CPump(),
                    new OpenVswitch(false),
                    new OpenVswitch(true),
                    Fastd.plain(),
                    Fastd.encrypted(),
                    new Tinc(),
                    new Nebula(),
                    new WireguardGo());

    private References() {}

    public static List<Carrier> all() {
        return ALL;
    }

    /** The programs of a carrier that are not there. */
    public static List<String> missing(Carrier carrier) {
        return carrier.programs().stream().filter(program -> !Commands.exists(program)).toList();
    }
}
