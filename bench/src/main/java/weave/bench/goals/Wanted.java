package weave.bench.goals;

import java.util.List;
import weave.bench.macs.MacRace;
import weave.bench.xdp.XdpRace;

/** What is to be reached, in the order of the table, and by whom. */
final class Wanted {
    static final String PLAIN = "plain";
    static final String SEALED = "sealed";
    static final String BOXES = "secretbox";
    static final String FAST = "vxlan";
    static final String VXLAN = "kernel-vxlan";
    static final String PUMP = "c-pump";
    static final String OVS = "ovs-userspace-tso";
    static final String WIREGUARD = "wireguard-go";
    static final String FASTD = "fastd-crypt";

    static final List<Goal> GOALS =
            List.of(
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against kernel VXLAN + bridge",
                            0.35,
                            0.50,
                            "tcp",
                            PLAIN,
                            VXLAN),
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against a pump in C",
                            0.90,
                            1.2,
                            "tcp",
                            PLAIN,
                            PUMP),
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against OVS user space, VXLAN, TSO on",
                            5,
                            8,
                            "tcp",
                            PLAIN,
                            OVS),
                    Goal.atLeast(
                            "AES-GCM, 1 TCP stream, against wireguard-go",
                            2,
                            3,
                            "tcp",
                            SEALED,
                            WIREGUARD),
                    Goal.added(
                            "AES-GCM, CPU s/GB beyond those in clear, against the JDK's cipher"
                                    + " alone",
                            1.3,
                            1.1,
                            "tcp-cpu",
                            SEALED,
                            PLAIN,
                            CipherProbe.CPU.name()),
                    Goal.atLeast(
                            "secretbox, 1 TCP stream, against fastd salsa2012+umac",
                            1.5,
                            3,
                            "tcp",
                            BOXES,
                            FASTD),
                    Goal.atLeast(
                            "in clear, UDP of 64 B received, against kernel VXLAN",
                            0.60,
                            1.0,
                            "udp-64",
                            PLAIN,
                            VXLAN),
                    Goal.atMost(
                            "in clear, one-way p50, against kernel VXLAN",
                            2.0,
                            1.5,
                            "latency-p50",
                            PLAIN,
                            VXLAN),
                    Goal.atMost(
                            "in clear, one-way p99.9 under 50 % load, against kernel VXLAN",
                            4, 2, "loaded-p99.9", PLAIN, VXLAN),
                    Goal.atLeast(
                            "VXLAN datapath, 1 TCP stream, against VXLAN made by hand",
                            1.0,
                            1.04,
                            "tcp",
                            FAST,
                            VXLAN),
                    Goal.atLeast(
                            "VXLAN datapath, 8 TCP streams, against VXLAN made by hand",
                            1.0,
                            1.04,
                            "tcp-8",
                            FAST,
                            VXLAN),
                    Goal.atLeast(
                            "VXLAN datapath, UDP of 64 B received, against VXLAN made by hand",
                            1.05,
                            1.10,
                            "udp-64",
                            FAST,
                            VXLAN),
                    Goal.atMost(
                            "VXLAN datapath, one-way p50, against VXLAN made by hand",
                            0.97,
                            0.93,
                            "latency-p50",
                            FAST,
                            VXLAN),
                    Goal.atMost(
                            "VXLAN datapath, CPU s/GB of TCP, against VXLAN made by hand",
                            0.97,
                            0.92,
                            "tcp-cpu",
                            FAST,
                            VXLAN),
                    Goal.faster(
                            "VXLAN datapath, 10,000 MACs told to the kernel, against bridge -batch",
                            3,
                            10,
                            MacRace.METRIC,
                            FAST,
                            MacRace.REFERENCE),
                    Goal.always(
                            "VXLAN datapath, UDP 6784 dropped: no answer for, at worst",
                            "ms",
                            1000,
                            750,
                            "failover-drop",
                            FAST),
                    Goal.always(
                            "VXLAN datapath, device set down: no answer for, at worst",
                            "ms",
                            1000,
                            750,
                            "failover-down",
                            FAST),
                    Goal.atLeast(
                            "AF_XDP on veth, received and dropped, against a loop in C",
                            0.95,
                            1.0,
                            "rxdrop",
                            XdpRace.OURS,
                            XdpRace.REFERENCE),
                    Goal.atLeast(
                            "AF_XDP on veth, sent, against a loop in C",
                            0.95,
                            1.0,
                            "txonly",
                            XdpRace.OURS,
                            XdpRace.REFERENCE),
                    Goal.atLeast(
                            "AF_XDP on veth, sent back, against a loop in C",
                            0.95,
                            1.0,
                            "l2fwd",
                            XdpRace.OURS,
                            XdpRace.REFERENCE),
                    Goal.alone(
                            "heap per frame, in clear, engine in memory",
                            "B",
                            true,
                            0,
                            0,
                            EngineProbe.HEAP.name(),
                            PLAIN),
                    Goal.alone(
                            "heap per frame, in clear, dataplane of the daemons under UDP of 64 B",
                            "B",
                            true,
                            0,
                            0,
                            "udp-64-heap",
                            PLAIN),
                    Goal.alone(
                            "CPU of an idle connected daemon, in user space alone",
                            "% of a core",
                            true,
                            0.5,
                            0.1,
                            "idle-cpu",
                            PLAIN),
                    Goal.alone(
                            "CPU of an idle connected daemon, VXLAN datapath",
                            "% of a core",
                            true,
                            0.5,
                            0.1,
                            "idle-cpu",
                            FAST),
                    Goal.alone(
                            "engine in memory, 64 B, on one core",
                            "M frames/s",
                            false,
                            10,
                            20,
                            EngineProbe.RATE.name(),
                            PLAIN));

    private Wanted() {}
}
