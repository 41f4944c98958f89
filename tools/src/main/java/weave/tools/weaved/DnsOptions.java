package weave.tools.weaved;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags about names, as they were given; {@code null} if not. */
final class DnsOptions {
    @Option(
            names = "--no-dns",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Neither know names nor answer questions about them.")
    boolean noDns;

    @Option(
            names = "--dns-listen-address",
            paramLabel = "<address>",
            description = "Where questions are answered, by UDP and TCP. [0.0.0.0:53]")
    String listenAddress;

    @Option(
            names = "--dns-domain",
            paramLabel = "<domain>",
            description = "Of the names; the same on every host. [weave.local.]")
    String domain;

    @Option(
            names = "--dns-ttl",
            paramLabel = "<seconds>",
            description = "How long others may remember an answer. [1]")
    String ttl;

    @Option(
            names = "--dns-upstream",
            paramLabel = "<address>,...",
            description =
                    "Who is asked about other names, address[:port] one after the other. [those"
                            + " of --resolv-conf]")
    List<String> upstream = new ArrayList<>();

    @Option(
            names = "--dns-fallback-timeout",
            paramLabel = "<time>",
            description = "How long each of them is waited for, such as 500ms. [5s]")
    String fallbackTimeout;

    @Option(
            names = "--resolv-conf",
            paramLabel = "<path>",
            description =
                    "The file that names them; read again when it changes. [/etc/resolv.conf]")
    String resolvConf;
}
