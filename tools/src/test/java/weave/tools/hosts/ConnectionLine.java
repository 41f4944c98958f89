package weave.tools.hosts;

import java.util.List;

/**
 * A line of {@code /status/connections}.
 *
 * @param direction {@code ->} if this side dialled, else {@code <-}
 * @param address the other side's, with its port
 * @param state {@code established}, {@code pending}, {@code retrying}, …
 * @param info the rest of the line
 */
record ConnectionLine(String direction, String address, String state, String info) {
    static List<ConnectionLine> parse(String page) {
        return page.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" +", 4))
                .map(part ->
                        new ConnectionLine(
                                part[0], part[1], part[2], part.length > 3 ? part[3] : ""))
                .toList();
    }

    /** Whether the other side is this host. */
    boolean names(Host host) {
        return info.contains(host.peerName() + "(" + host.nickname() + ")");
    }
}
