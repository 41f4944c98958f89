package weave.gossip.dns.server;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who is asked about names that are not ours: the servers of a file in the format of {@code
 * resolv.conf(5)}, which is read again when it has changed, or servers given once and for all. We
 * are never among them.
 */
public final class UpstreamServers {
    public static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    static final int PORT = 53;

    private static final Logger LOG = System.getLogger("weaved.dns");
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FILE_LENGTH_MAX = 1 << 20;

    private final Path file;
    private final List<InetSocketAddress> given;
    private InetSocketAddress ourselves;
    private FileTime modified;
    private volatile long lookedNanos;
    private volatile List<InetSocketAddress> servers = List.of();

    private UpstreamServers(Path file, List<InetSocketAddress> given) {
        this.file = file;
        this.given = given;
    }

    /** The servers of a file. */
    public static UpstreamServers of(Path file) {
        return new UpstreamServers(file, List.of());
    }

    /** These, in this order. */
    public static UpstreamServers of(List<InetSocketAddress> servers) {
        return new UpstreamServers(null, List.copyOf(servers));
    }

    /** As last known; for any thread. */
    public List<InetSocketAddress> current() {
        return servers;
    }

    /** Says where we listen. Before anything else is asked; blocks for a moment. */
    void begin(InetSocketAddress listening) {
        ourselves = listening;
        look();
    }

    /** Whether the file should be looked at again: by {@link #look}, not on the server's thread. */
    boolean isStale(long nowNanos) {
        return file != null && nowNanos - lookedNanos >= LOOK_AGAIN_NANOS;
    }

    /** Reads the file if it has changed. */
    synchronized void look() {
        try {
            if (file == null) {
                servers = withoutUs(given);
            } else {
                FileTime now = Files.getLastModifiedTime(file);
                if (!now.equals(modified)) {
                    servers = withoutUs(read(file));
                    modified = now;
                    LOG.log(Level.DEBUG, () -> "servers of " + file + ": " + servers);
                }
            }
        } catch (IOException e) {
            if (modified != null || lookedNanos == 0) {
                LOG.log(Level.WARNING, "cannot read " + file + ": " + e.getMessage());
            }
            modified = null;
        }
        lookedNanos = System.nanoTime();
    }

    /**
     * Reads {@code address} or {@code address:port}, {@code [address]:port} for IPv6.
     *
     * @return empty if it is neither
     */
    public static Optional<InetSocketAddress> parse(String text) {
        boolean isBare = NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
        int colon = isBare ? -1 : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? Integer.toString(PORT) : text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (colon >= 0 && host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535 || port.equals("0")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port);
        return address(host).map(address -> new InetSocketAddress(address, number));
    }

    /** As {@link #parse} reads it, without a port that goes without saying. */
    public static String text(InetSocketAddress server) {
        String address = NetUtil.toAddressString(server.getAddress());
        if (server.getPort() == PORT) {
            return address;
        }
        return NetUtil.toSocketAddressString(server);
    }

    private static List<InetSocketAddress> read(Path file) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        if (Files.size(file) > FILE_LENGTH_MAX) {
            throw new IOException("longer than " + FILE_LENGTH_MAX + " bytes");
        }
        // Other programs write it: bytes that are no text are no reason to give up.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String line : text.split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].equals("nameserver")) {
                address(words[1])
                        .ifPresent(address -> servers.add(new InetSocketAddress(address, PORT)));
            }
        }
        return servers;
    }

    private static Optional<InetAddress> address(String text) {
        if (!NetUtil.isValidIpV4Address(text) && !NetUtil.isValidIpV6Address(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException noSuchScope) {
            return Optional.empty();
        }
    }

    private List<InetSocketAddress> withoutUs(List<InetSocketAddress> all) {
        return all.stream().filter(server -> !isUs(server)).toList();
    }

    private boolean isUs(InetSocketAddress server) {
        if (ourselves == null || server.getPort() != ourselves.getPort()) {
            return false;
        }
        if (!ourselves.getAddress().isAnyLocalAddress()) {
            return server.getAddress().equals(ourselves.getAddress());
        }
        return isLocal(server.getAddress());
    }

    /** Whether it is an address of this host. */
    static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
