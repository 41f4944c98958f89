package weave.bench.failover;

import weave.bench.lab.Namespace;

/** A way for the kernel's path to break at a host, while its daemon and sleeve are well. */
enum Breakage {
    /** VXLAN that arrives is dropped. */
    DROPPED(
            "failover-drop",
            "UDP 6784 dropped",
            "iptables -w -I INPUT -p udp --dport 6784 -j DROP",
            "iptables -w -D INPUT -p udp --dport 6784 -j DROP"),

    /** Heartbeats arrive no more. Frames still may, where they pass the device by. */
    DOWN(
            "failover-down",
            "VXLAN device down",
            "ip link set " + Breakage.DEVICE + " down",
            "ip link set " + Breakage.DEVICE + " up");

    static final String DEVICE = "vxlan-6784";

    private final String metric;
    private final String text;
    private final String breaking;
    private final String mending;

    Breakage(String metric, String text, String breaking, String mending) {
        this.metric = metric;
        this.text = text;
        this.breaking = breaking;
        this.mending = mending;
    }

    /** What its figures are called. */
    String metric() {
        return metric;
    }

    /** What people are told. */
    String text() {
        return text;
    }

    /** Breaks it: in effect when this returns. */
    void breakAt(Namespace host) {
        host.output(breaking.split(" "));
    }

    void mendAt(Namespace host) {
        host.output(mending.split(" "));
    }
}
