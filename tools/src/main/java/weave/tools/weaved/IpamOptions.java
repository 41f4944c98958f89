package weave.tools.weaved;

import picocli.CommandLine.Option;

/** The flags about addresses, as they were given; {@code null} if not. */
final class IpamOptions {
    @Option(
            names = {"--ipalloc-range", "--iprange", "-iprange"},
            paramLabel = "<cidr>",
            description =
                    "The addresses to hand out, the same on every host; nothing hands out none."
                            + " [10.32.0.0/12]")
    String range;

    @Option(
            names = "--ipalloc-default-subnet",
            paramLabel = "<cidr>",
            description = "Where to take addresses from if nobody says. [all of the range]")
    String defaultSubnet;

    @Option(
            names = "--ipalloc-init",
            paramLabel = "<mode>",
            description =
                    "How the range is first divided: consensus[=<count>], seed=<name>,... or"
                            + " observer. [consensus]")
    String init;

    @Option(
            names = "--init-peer-count",
            paramLabel = "<count>",
            description = "The older form of --ipalloc-init=consensus=<count>.",
            hidden = true)
    String initPeerCount;

    @Option(
            names = "--observer",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "The older form of --ipalloc-init=observer.",
            hidden = true)
    boolean observer;
}
