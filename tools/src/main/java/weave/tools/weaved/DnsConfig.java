package weave.tools.weaved;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How names are served.
 *
 * @param enabled the rest means nothing without
 * @param address where questions are answered
 * @param addressGiven whether the operator chose it: then it is an error if it cannot be had
 * @param domain with its final dot
 * @param upstream who is asked about other names; empty for those of {@code resolvConf}
 * @param upstreamTimeout for each of them
 */
record DnsConfig(
        boolean enabled,
        InetSocketAddress address,
        boolean addressGiven,
        String domain,
        int ttlSeconds,
        List<InetSocketAddress> upstream,
        Duration upstreamTimeout,
        Path resolvConf) {}
