package weave.tools.weaved;

import picocli.CommandLine.Option;

/** The flags about the fast datapath, as they were given; {@code null} if not. */
final class DatapathOptions {
    @Option(
            names = "--datapath",
            paramLabel = "<which>",
            description =
                    "What carries frames: auto for the best that this kernel has, vxlan for VXLAN"
                            + " devices with BPF programs, odp for Open vSwitch, xdp for user space"
                            + " with AF_XDP at a network card, sleeve for user space alone, or the"
                            + " name of Open vSwitch's device. [auto]")
    String datapath;

    @Option(
            names = "--uplink",
            paramLabel = "<interface>",
            description =
                    "The network card for --datapath=xdp; auto then takes xdp, too, if that card"
                            + " has zero copy. [that of the default route, for xdp]")
    String uplink;

    @Option(
            names = "--xdp-mode",
            paramLabel = "zero-copy|copy|generic",
            description =
                    "Whether the network card itself writes our memory, its driver has the frames"
                            + " copied, or the kernel does all without the driver. [the best that"
                            + " there is]")
    String xdpMode;

    @Option(
            names = "--xdp-force",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Take the XDP program of somebody else off the uplink.")
    boolean xdpForce;

    @Option(
            names = "--no-fastdp",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "The same as --datapath=sleeve; with xdp, have all frames go by sleeve.")
    Boolean noFastdp;

    @Option(
            names = "--no-bridged-fastdp",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Have containers be ports of Open vSwitch's datapath, without a bridge, where"
                            + " this kernel has it.")
    Boolean noBridgedFastdp;

    @Option(
            names = "--no-bypass",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Have every frame pass the bridge, and VXLAN the packet filter, even while"
                            + " nobody is seen to filter there.")
    boolean noBypass;

    @Option(
            names = "--esp-rekey",
            paramLabel = "<time>",
            description = "How old the keys of the encrypted fast datapath get, 10s to 24h. [1h]")
    String espRekey;
}
