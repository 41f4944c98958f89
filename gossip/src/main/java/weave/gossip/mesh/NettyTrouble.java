package weave.gossip.mesh;

import io.netty.channel.ConnectTimeoutException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kept netty from something, in words for operators. */
public final class NettyTrouble {
    /** Netty's words for a refusal by the kernel, with the address behind them or not. */
    private static final Pattern NATIVE =
            Pattern.compile("\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ([^:]+)(?:: .*)?");

    private NettyTrouble() {}

    /** What happened, in the words of errno without the rest. */
    public static String text(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "i/o timeout";
        }
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        for (String known :
                new String[] {
                    "connection refused",
                    "no route to host",
                    "network is unreachable",
                    "connection reset by peer",
                    "connection timed out",
                    "address already in use",
                    "cannot assign requested address",
                    "permission denied",
                    "broken pipe"
                }) {
            if (lower.contains(known)) {
                return known;
            }
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        Matcher refusal = NATIVE.matcher(message);
        return refusal.matches() ? refusal.group(1).toLowerCase(Locale.ROOT) : message;
    }
}
