package weave.gossip.mesh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as the mesh writes them: {@code 10.0.0.2:6783}, {@code [fd00::2]:6783}. */
final class AddressText {
    private static final int PORT_MAX = 65_535;

    private AddressText() {}

    /** An address without a name look-up; {@code null} if the text is not a literal one. */
    static InetAddress literal(String text) {
        boolean digitsOrColons =
                text.matches("[0-9.]+") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        if (!digitsOrColons) {
            return null;
        }
        if (text.indexOf(':') < 0 && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code ip:port} of a literal address; {@code null} if it is anything else. */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        InetAddress address = literal(host);
        int port = port(text.substring(colon + 1));
        return address == null || port <= 0 ? null : new InetSocketAddress(address, port);
    }

    /** 0 to 65535; -1 if it is no port. */
    static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port > PORT_MAX ? -1 : port;
    }

    static String of(InetSocketAddress address) {
        return of(address.getAddress(), address.getPort());
    }

    static String of(InetAddress address, int port) {
        String host = of(address);
        return address instanceof Inet6Address ? "[" + host + "]:" + port : host + ":" + port;
    }

    static String of(InetAddress address) {
        return address.getHostAddress();
    }

    static String of(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address has " + address.length + " bytes", e);
        }
    }
}
