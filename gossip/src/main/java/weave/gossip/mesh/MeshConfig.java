package weave.gossip.mesh;

import java.net.InetAddress;
import weave.core.peer.PeerName;
import weave.gossip.topology.ShortIds;

/**
 * Who we are and how we meet others.
 *
 * @param shortId with which we begin, 0 to 4095; if it is somebody else's we take another one
 * @param host the address to listen on and to dial from; {@code null} for any
 * @param port of TCP; 0 lets the system choose, which only tests want
 * @param password {@code null} or empty without one; shared by the whole mesh
 * @param connectionLimit connections to other peers; 0 for no limit
 * @param discovery whether to connect to peers that others know
 * @param protocolMin the lowest protocol version accepted, 1 or 2
 * @param topologyDeltas whether neighbours that can are told what changed, in the topology and on
 *     channels that have such a form, instead of everything
 * @param timeScale by which every protocol interval is multiplied; 1 but in tests
 */
public record MeshConfig(
        PeerName name,
        String nickName,
        int shortId,
        InetAddress host,
        int port,
        byte[] password,
        TrustedSubnets trustedSubnets,
        int connectionLimit,
        boolean discovery,
        int protocolMin,
        boolean topologyDeltas,
        double timeScale) {
    public static final int PORT_DEFAULT = 6783;
    public static final int CONNECTION_LIMIT_DEFAULT = 200;
    public static final int PROTOCOL_MIN = 1;
    public static final int PROTOCOL_MAX = 2;

    public MeshConfig {
        if (name.equals(PeerName.NONE)) {
            throw new IllegalArgumentException("a peer needs a name other than " + name);
        }
        if (protocolMin < PROTOCOL_MIN || protocolMin > PROTOCOL_MAX) {
            throw new IllegalArgumentException("protocol version " + protocolMin + ": want 1 or 2");
        }
        if (port < 0 || port > 65_535 || connectionLimit < 0 || !(timeScale > 0)) {
            throw new IllegalArgumentException(
                    "port "
                            + port
                            + ", connection limit "
                            + connectionLimit
                            + ", time scale "
                            + timeScale
                            + ": one of them is out of range");
        }
        if (shortId < 0 || shortId >= ShortIds.COUNT) {
            throw new IllegalArgumentException("short id " + shortId);
        }
        password = password == null || password.length == 0 ? null : password.clone();
    }

    /** Everything at its default. */
    public static Builder builder(PeerName name, String nickName) {
        return new Builder(name, nickName);
    }

    /** Whether connections are encrypted. */
    public boolean encryption() {
        return password != null;
    }

    /** Leaves the password out: it never reaches a log. */
    @Override
    public String toString() {
        return "MeshConfig["
                + name
                + "("
                + nickName
                + ") port "
                + port
                + (encryption() ? " encrypted]" : "]");
    }

    /** Starts from the defaults. */
    public static final class Builder {
        private final PeerName name;
        private final String nickName;
        private int shortId;
        private InetAddress host;
        private int port = PORT_DEFAULT;
        private byte[] password;
        private TrustedSubnets trustedSubnets = TrustedSubnets.NONE;
        private int connectionLimit = CONNECTION_LIMIT_DEFAULT;
        private boolean discovery = true;
        private int protocolMin = PROTOCOL_MIN;
        private boolean topologyDeltas = true;
        private double timeScale = 1;

        private Builder(PeerName name, String nickName) {
            this.name = name;
            this.nickName = nickName;
            shortId = ShortIds.preferredBy(name);
        }

        public Builder shortId(int value) {
            shortId = value;
            return this;
        }

        public Builder host(InetAddress value) {
            host = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder password(byte[] value) {
            password = value;
            return this;
        }

        public Builder trustedSubnets(TrustedSubnets value) {
            trustedSubnets = value;
            return this;
        }

        public Builder connectionLimit(int value) {
            connectionLimit = value;
            return this;
        }

        public Builder discovery(boolean value) {
            discovery = value;
            return this;
        }

        public Builder protocolMin(int value) {
            protocolMin = value;
            return this;
        }

        public Builder topologyDeltas(boolean value) {
            topologyDeltas = value;
            return this;
        }

        public Builder timeScale(double value) {
            timeScale = value;
            return this;
        }

        /**
         * @throws IllegalArgumentException if something is out of range
         */
        public MeshConfig build() {
            return new MeshConfig(
                    name,
                    nickName,
                    shortId,
                    host,
                    port,
                    password,
                    trustedSubnets,
                    connectionLimit,
                    discovery,
                    protocolMin,
                    topologyDeltas,
                    timeScale);
        }
    }
}
