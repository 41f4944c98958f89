package weave.tools.weaved;

import picocli.CommandLine.Option;

/** The flags that say how to use the machine, as they were given; {@code null} if not. */
final class TuningOptions {
    @Option(
            names = "--batch",
            paramLabel = "<count>",
            description =
                    "Frames and messages taken at a time, 1 to 1024. [32 from the bridge, 64 from"
                            + " the network]")
    String batch;

    @Option(
            names = "--queues",
            paramLabel = "<count>",
            description =
                    "How many times over the dataplane runs, 1 to 8; each connection belongs to"
                            + " one. [one per 4 processors]")
    String queues;

    @Option(
            names = "--idle",
            paramLabel = "block|yield|spin",
            description =
                    "What the dataplane does while there is nothing to do: sleep, or use up a"
                            + " processor for a quicker answer, letting others go first or not."
                            + " [block]")
    String idle;

    @Option(
            names = "--threads",
            paramLabel = "auto|shared|dedicated",
            description =
                    "One dataplane thread for both directions, or one for each. [auto: one for"
                            + " each from 4 processors on]")
    String threads;

    @Option(
            names = "--cpus",
            paramLabel = "<list>",
            description =
                    "The processors for the dataplane's threads, like 2,3 or 4-7, dealt out to"
                            + " them in turn. [any]")
    String cpus;

    @Option(
            names = "--huge-pages",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Keep frames in reserved pages of 2 MB, or in transparent ones where too few"
                            + " are reserved.")
    boolean hugePages;

    @Option(
            names = "--busy-poll",
            paramLabel = "<microseconds>",
            description =
                    "How long the kernel looks for datagrams in the network card itself, 0 to"
                            + " 10000. [0: it waits for interrupts]")
    String busyPoll;

    @Option(
            names = "--socket-buffers",
            paramLabel = "<bytes>",
            description =
                    "Of the kernel's queues before the dataplane, each way, 65536 to 1073741823."
                            + " [8388608]")
    String socketBuffers;

    @Option(
            names = "--offloads",
            paramLabel = "on|off",
            description =
                    "Whether to leave cutting, joining and checksums to the kernel, as far as"
                            + " that is possible. [on]")
    String offloads;

    @Option(
            names = "--arp-answers",
            paramLabel = "on|off",
            description =
                    "Whether ARP requests are answered on this host when the answer is known."
                            + " [on]")
    String arpAnswers;
}
