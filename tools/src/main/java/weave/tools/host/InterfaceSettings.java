package weave.tools.host;

import java.util.Map;

/** Kernel settings of single interfaces, in the namespace that the calling thread is in. */
public final class InterfaceSettings {
    /** Short, so that an address that moves to another container is found there at once. */
    private static final Map<String, String> NEIGHBOURS =
            Map.of("base_reachable_time", "5", "delay_first_probe_time", "2", "ucast_solicit", "1");

    private InterfaceSettings() {}

    /** Of one that has addresses on the switch. */
    public static void ofMember(String link) {
        // Routers on the overlay must not configure hosts (CVE-2020-11091).
        ProcSettings.set("net/ipv6/conf/" + link + "/accept_ra", "0");
        NEIGHBOURS.forEach(
                (name, value) -> ProcSettings.set("net/ipv4/neigh/" + link + "/" + name, value));
    }

    /** Of a port of the bridge: it is a plug, not a host, the kernel has nothing to say on it. */
    public static void ofPort(String link) {
        ProcSettings.set("net/ipv6/conf/" + link + "/accept_ra", "0");
        ProcSettings.set("net/ipv6/conf/" + link + "/disable_ipv6", "1");
    }
}
