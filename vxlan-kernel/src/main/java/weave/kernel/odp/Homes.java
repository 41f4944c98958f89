package weave.kernel.odp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where MAC addresses live: behind one of our own ports, or at another peer. Of what the kernel
 * carries nothing is seen here, so an address that sends from a new place is believed only after
 * its old place was looked at again, and kept silent.
 */
final class Homes {
    /** A MAC not seen for this long is forgotten, as in Weave Net. */
    private static final long AGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(11);

    /** An address silent at its peer for this long may have moved here. */
    private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long GROUP_BIT = 1L << 40;

    /** More are not learned; frames for them go through user space. */
    private static final int SIZE_MAX = 65_536;

    private final Map<Long, Home> homes = new HashMap<>();

    /** What a sight of an address means. */
    enum Change {
        /** Nothing new. */
        NONE,
        /** It lives somewhere else than was known. */
        MOVED,
        /** It is said to live elsewhere: have what it sends from there come to user space. */
        LOOK
    }

    private static final class Home {
        private int port;
        private long peer;
        private long seenNanos;
        private boolean isLookedAt;
        private long lookNanos;

        private Home(int port, long peer, long nowNanos) {
            move(port, peer, nowNanos);
        }

        private void move(int newPort, long newPeer, long nowNanos) {
            port = newPort;
            peer = newPeer;
            see(nowNanos);
        }

        private void see(long nowNanos) {
            seenNanos = nowNanos;
            isLookedAt = false;
        }

        private boolean isLocal() {
            return peer == 0;
        }
    }

    /** The vport behind which it lives, or -1. */
    int portOf(long mac) {
        Home home = homes.get(mac);
        return home == null || !home.isLocal() ? -1 : home.port;
    }

    /** The peer at which it lives, or 0. */
    long peerOf(long mac) {
        Home home = homes.get(mac);
        return home == null ? 0 : home.peer;
    }

    boolean knows(long mac) {
        return homes.containsKey(mac);
    }

    /**
     * It sent something through one of our ports.
     *
     * @param isPeerThere whether the peer where it lives is in the topology, if it lives at one
     */
    Change seeLocal(long mac, int port, boolean isPeerThere, long nowNanos) {
        Home home = homes.get(mac);
        if (home == null) {
            learn(mac, port, 0, nowNanos);
            return Change.NONE;
        }
        if (home.isLocal() && home.port == port) {
            home.see(nowNanos);
            return Change.NONE;
        }
        if (home.isLocal() || !isPeerThere) {
            home.move(port, 0, nowNanos);
            return Change.MOVED;
        }
        if (nowNanos - home.seenNanos <= MOVE_NANOS) {
            return Change.NONE;
        }
        if (!home.isLookedAt) {
            home.isLookedAt = true;
            home.lookNanos = nowNanos;
            return Change.LOOK;
        }
        if (nowNanos - home.lookNanos <= MOVE_NANOS) {
            return Change.NONE;
        }
        home.move(port, 0, nowNanos);
        return Change.MOVED;
    }

    /** User space saw it send from a peer. */
    Change seeRemote(long mac, long peer, long nowNanos) {
        Home home = homes.get(mac);
        if (home == null) {
            learn(mac, -1, peer, nowNanos);
            return Change.NONE;
        }
        boolean hasMoved = home.peer != peer;
        home.move(-1, peer, nowNanos);
        return hasMoved ? Change.MOVED : Change.NONE;
    }

    /** It sent something from a peer, which proves nothing if it is known elsewhere. */
    void sight(long mac, long peer, long nowNanos) {
        Home home = homes.get(mac);
        if (home == null) {
            learn(mac, -1, peer, nowNanos);
        } else if (home.peer == peer) {
            home.see(nowNanos);
        }
    }

    /** Forgets what was not seen for long. */
    void sweep(long nowNanos) {
        homes.values().removeIf(home -> nowNanos - home.seenNanos > AGE_NANOS_MAX);
    }

    /** One of our ports is no more, and with it who lived behind it. */
    void forgetPort(int port) {
        homes.values().removeIf(home -> home.isLocal() && home.port == port);
    }

    /** How many are known. */
    int size() {
        return homes.size();
    }

    private void learn(long mac, int port, long peer, long nowNanos) {
        if ((mac & GROUP_BIT) == 0 && homes.size() < SIZE_MAX) {
            homes.put(mac, new Home(port, peer, nowNanos));
        }
    }
}
