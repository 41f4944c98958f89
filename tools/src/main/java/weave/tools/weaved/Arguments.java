package weave.tools.weaved;

import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import weave.core.fastdp.FastMtu;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshConfig;
import weave.gossip.mesh.TrustedSubnets;
import weave.tools.docker.DockerClient;
import weave.tools.http.HttpAddress;

/**
 * What each flag accepts. A value that is wrong is refused with one line that names the flag, what
 * was given and what is accepted. An empty value counts as none.
 */
final class Arguments {
    /** {@code IFNAMSIZ} of {@code <linux/if.h>} less the closing zero. */
    private static final int INTERFACE_NAME_LENGTH_MAX = 15;

    /** What IPv4 asks of every link, RFC 791. */
    private static final int MTU_MIN = 68;

    /** A TAP's largest: 65535 less an Ethernet header. */
    private static final int MTU_MAX = 65_521;

    private static final int PORT_MAX = 65_535;
    private static final int NICKNAME_LENGTH_MAX = 255;
    private static final long NAME_MULTICAST_BIT = 1L << 40;
    private static final Pattern INTERFACE_NAME = Pattern.compile("[^/:\\s\\p{Cntrl}]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern PEER =
            Pattern.compile("(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    private final Environment environment;

    Arguments(Environment environment) {
        this.environment = environment;
    }

    String bridge(String given) {
        String name = isEmpty(given) ? NodeConfig.BRIDGE_DEFAULT : given;
        boolean isName =
                name.length() <= INTERFACE_NAME_LENGTH_MAX
                        && INTERFACE_NAME.matcher(name).matches()
                        && !name.equals(".")
                        && !name.equals("..");
        if (!isName) {
            throw wrong(
                    "--interface",
                    name,
                    "an interface name of 1 to 15 characters, no / : or blank");
        }
        return name;
    }

    int mtu(String given) {
        Source source = source("--mtu", given, "WEAVE_MTU");
        if (source == null || source.value().equals("0")) {
            return FastMtu.DEFAULT;
        }
        return number(source, MTU_MIN, MTU_MAX);
    }

    Inet4Address host(String given) {
        if (isEmpty(given)) {
            return null;
        }
        // Java reads 10.1 as 10.0.0.1; here it is a mistake.
        boolean isMistaken = given.matches("[0-9.]+") && !given.matches("\\d+(\\.\\d+){3}");
        try {
            InetAddress address = isMistaken ? null : InetAddress.getByName(given);
            if (address instanceof Inet4Address) {
                return address.isAnyLocalAddress() ? null : (Inet4Address) address;
            }
        } catch (UnknownHostException _) {
            // Refused like any other.
        }
        throw wrong("--host", given, "an IPv4 address of this host, like 10.0.0.5");
    }

    int port(String given) {
        Source source = source("--port", given, "WEAVE_PORT");
        return source == null ? MeshConfig.PORT_DEFAULT : number(source, 1, PORT_MAX);
    }

    PeerName name(String given) {
        if (isEmpty(given)) {
            return null;
        }
        String accepted = "six hex pairs like 7a:2f:9e:01:02:03, the first one even, not all zero";
        try {
            PeerName name = PeerName.parse(given);
            if (name.equals(PeerName.NONE) || (name.value() & NAME_MULTICAST_BIT) != 0) {
                throw wrong("--name", given, accepted);
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw wrong("--name", given, accepted);
        }
    }

    String nickname(String given) {
        String nickname = isEmpty(given) ? environment.hostName() : given;
        boolean printable = nickname.chars().noneMatch(Character::isISOControl);
        if (nickname.length() > NICKNAME_LENGTH_MAX || !printable) {
            throw wrong("--nickname", printable ? nickname : "?", "at most 255 printable letters");
        }
        return nickname;
    }

    byte[] password(String given) {
        String password = isEmpty(given) ? environment.variable("WEAVE_PASSWORD") : given;
        return password == null ? null : password.getBytes(StandardCharsets.UTF_8);
    }

    boolean secretBoxesOnly(String given) {
        return switch (isEmpty(given) ? "auto" : given) {
            case "auto" -> false;
            case "secretbox" -> true;
            default -> throw wrong("--frame-cipher", given, "auto or secretbox");
        };
    }

    TrustedSubnets trustedSubnets(List<String> given) {
        List<String> subnets = split(given);
        try {
            return TrustedSubnets.parse(subnets);
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "--trusted-subnets",
                    String.join(",", subnets),
                    "CIDRs like 10.0.0.0/8,fd00::/8");
        }
    }

    int connectionLimit(String given) {
        Source source = source("--conn-limit", given, "CONN_LIMIT");
        return source == null
                ? MeshConfig.CONNECTION_LIMIT_DEFAULT
                : number(source, 0, Integer.MAX_VALUE);
    }

    int minProtocolVersion(String given) {
        return isEmpty(given)
                ? MeshConfig.PROTOCOL_MIN
                : number(
                        new Source("--min-protocol-version", given),
                        MeshConfig.PROTOCOL_MIN,
                        MeshConfig.PROTOCOL_MAX);
    }

    /** Here an empty value means something: off. */
    HttpAddress address(String flag, String given, String byDefault) {
        try {
            return HttpAddress.parse(given == null ? byDefault : given);
        } catch (IllegalArgumentException e) {
            throw new UsageException(flag + ": " + e.getMessage());
        }
    }

    /** Here, too: no Docker is asked. */
    HttpAddress docker(String given) {
        try {
            return DockerClient.parse(given == null ? NodeConfig.DOCKER_DEFAULT : given);
        } catch (IllegalArgumentException e) {
            throw wrong("--docker-api", given, "unix:///path/to/socket or tcp://host:port");
        }
    }

    String dockerBridge(String given) {
        Source source = source("--docker-bridge", given, "DOCKER_BRIDGE");
        return source == null ? NodeConfig.DOCKER_BRIDGE_DEFAULT : source.value();
    }

    String databasePrefix(String given) {
        String prefix = isEmpty(given) ? NodeConfig.DATABASE_PREFIX_DEFAULT : given;
        if (prefix.indexOf('\0') >= 0 || prefix.indexOf('\n') >= 0) {
            throw wrong("--db-prefix", "?", "a path such as /var/lib/weave/weave");
        }
        return prefix;
    }

    Level logLevel(String given) {
        return switch (isEmpty(given) ? "info" : given.toLowerCase(Locale.ROOT)) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warning" -> Level.WARNING;
            case "error" -> Level.ERROR;
            default -> throw wrong("--log-level", given, "debug, info, warning or error");
        };
    }

    List<String> peers(List<String> given, List<String> positional) {
        if (positional.stream().anyMatch(String::isBlank)) {
            throw wrong("<peer>", "", "host[:port]");
        }
        List<String> peers = new ArrayList<>(split(given));
        peers.addAll(split(positional));
        for (String peer : peers) {
            var matcher = PEER.matcher(peer);
            boolean isPeer =
                    matcher.matches() && (matcher.group(1) == null || isPort(matcher.group(1)));
            if (!isPeer) {
                throw wrong("--peers", peer, "host[:port], several separated by commas");
            }
            if (peer.startsWith("[")) {
                throw wrong("--peers", peer, "a name or an IPv4 address: IPv6 is not spoken yet");
            }
        }
        return List.copyOf(peers);
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port > 0 && port <= PORT_MAX;
    }

    /** The parts of lists, each separated by commas. */
    static List<String> split(List<String> given) {
        List<String> parts = new ArrayList<>();
        for (String list : given) {
            for (String part : list.split(",")) {
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
        }
        return parts;
    }

    /** The flag if it was given, else the variable. */
    private Source source(String flag, String given, String variable) {
        if (!isEmpty(given)) {
            return new Source(flag, given);
        }
        String value = environment.variable(variable);
        return value == null ? null : new Source(variable, value);
    }

    /** A number within limits that a flag was given. */
    static int number(String flag, String given, int min, int max) {
        return number(new Source(flag, given), min, max);
    }

    private static int number(Source source, int min, int max) {
        if (NUMBER.matcher(source.value()).matches()) {
            long number = Long.parseLong(source.value());
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        String accepted =
                max == Integer.MAX_VALUE
                        ? "a number, " + min + " or more"
                        : "a number from " + min + " to " + max;
        throw wrong(source.name(), source.value(), accepted);
    }

    static boolean isEmpty(String given) {
        return given == null || given.isBlank();
    }

    static UsageException wrong(String name, String value, String accepted) {
        String shown = value.replaceAll("\\p{Cntrl}", "?");
        return new UsageException(name + ": \"" + shown + "\": want " + accepted);
    }

    private record Source(String name, String value) {}
}
