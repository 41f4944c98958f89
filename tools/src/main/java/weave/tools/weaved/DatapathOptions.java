package weave.tools.weaved;

import picocli.CommandLine.Option;

/** The flags about the fast datapath, as they were given; {@code null} if not. */
final class DatapathOptions {
    @Option(
            names = "--datapath",
            paramLabel = "<which>",
            description =
                    "What carries frames: auto for the best that this kernel has, vxlan for VXLAN"
                            + " devices with BPF programs, odp for Open vSwitch, sleeve for user"
                            + " space alone, or the name of Open vSwitch's device. [auto]")
    String datapath;

    @Option(
            names = "--no-fastdp",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "The same as --datapath=sleeve.")
    boolean noFastdp;

    @Option(
            names = "--no-bypass",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Have every frame pass the bridge even while nobody is seen to filter there.")
    boolean noBypass;

    @Option(
            names = "--esp-rekey",
            paramLabel = "<time>",
            description = "How old the keys of the encrypted fast datapath get, 10s to 24h. [1h]")
    String espRekey;
}
