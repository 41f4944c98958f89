package weave.tools.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps web pages out. A browser on this host reaches the daemon like any program does; what it
 * sends at a page's bidding shows by its {@code Origin}, or, when the page's author has pointed a
 * name of his own at our address (DNS rebinding), by the {@code Host} it asks for. Programs are
 * asked for neither: an address, {@code localhost} and this host's name are all accepted.
 */
final class HostCheck {
    private final Set<String> names;

    /**
     * @param hostName this host's name; its first label is accepted, too
     */
    HostCheck(String hostName) {
        String name = hostName.toLowerCase(Locale.ROOT);
        names = new HashSet<>(List.of("localhost", name));
        names.add(name.split("\\.", 2)[0]);
    }

    /**
     * @throws RefusalException if a web page is behind the request
     */
    void require(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (host != null && !isOurs(host)) {
            throw new RefusalException(
                    Response.FORBIDDEN,
                    "Host " + quoted(host) + " is not known here: ask by address, or as localhost");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !isSame(origin, host)) {
            throw new RefusalException(
                    Response.FORBIDDEN, "asked for by a web page of " + quoted(origin));
        }
    }

    private boolean isOurs(String host) {
        String name = withoutPort(host.strip().toLowerCase(Locale.ROOT));
        return name.isEmpty()
                || names.contains(name)
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name);
    }

    private static boolean isSame(String origin, String host) {
        return host != null && origin.equalsIgnoreCase("http://" + host.strip());
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String quoted(String text) {
        return "\"" + text.replaceAll("[^ -~]", "?") + "\"";
    }
}
