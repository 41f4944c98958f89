package weave.gossip.mesh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.agrona.collections.LongHashSet;
import weave.core.peer.PeerName;
import weave.gossip.topology.Connections;
import weave.gossip.topology.Ipv4Text;
import weave.gossip.topology.Peer;
import weave.gossip.topology.Peers;

/**
 * Decides whom to dial and when: the direct peers, and with discovery whoever others are connected
 * to and we are not. A target is an address; it waits, is attempted, is connected, and waits again.
 *
 * <pre>
 *   waiting --- time has come ---> attempting --- introduced ---> connected
 *      ^  ^                            |                              |
 *      |  +---- failed, try later -----+                              |
 *      +------------------- ended, try later or at once --------------+
 * </pre>
 */
final class ConnectionMaker {
    /** Targets that others' gossip may make us keep; far above any mesh. */
    private static final int TARGETS_MAX = 4096;

    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);

    private final MeshConfig config;
    private final MeshTimes times;
    private final ControlLoop loop;
    private final RandomGenerator random;
    private final Peers peers;
    private final Dialler dialler;
    private final Map<String, DirectPeer> directPeers = new LinkedHashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Set<MeshLink> links = new LinkedHashSet<>();
    private final Delayed soon;
    private final Delayed aWhile;
    private Cancellable retry = () -> {};
    private int port;
    private long terminationCount;

    /** Dials; tells {@link ConnectionMaker#attemptFailed} if that comes to nothing. */
    interface Dialler {
        /**
         * @param mayIntroduce whether a peer unknown so far is welcome
         */
        void dial(String target, InetSocketAddress address, boolean mayIntroduce);
    }

    ConnectionMaker(
            MeshConfig config,
            ControlLoop loop,
            RandomGenerator random,
            Peers peers,
            Dialler dialler) {
        this.config = config;
        this.times = new MeshTimes(config.timeScale());
        this.loop = loop;
        this.random = random;
        this.peers = peers;
        this.dialler = dialler;
        this.port = config.port();
        this.soon = new Delayed(loop, 0, this::evaluate);
        this.aWhile = new Delayed(loop, times.targetsDelay(), this::evaluate);
    }

    /** The port of peers given without one. */
    void port(int value) {
        port = value;
    }

    /** Takes direct peers; those that are direct already are tried at once. */
    void add(Collection<DirectPeer> added, boolean replace) {
        if (replace) {
            directPeers.clear();
        }
        for (DirectPeer peer : added) {
            directPeers.put(peer.given(), peer);
            Target target = targets.get(peer.target(port));
            if (target != null) {
                target.tryNow(loop.nanoTime());
            }
        }
        soon.request();
    }

    /**
     * @return those that were no direct peers
     */
    List<String> forget(Collection<String> given) {
        List<String> unknown =
                given.stream()
                        .filter(text -> !directPeers.values().removeIf(p -> p.isMeant(text, port)))
                        .toList();
        soon.request();
        return unknown;
    }

    /** The direct peers as given. */
    List<String> directPeers() {
        return List.copyOf(directPeers.keySet());
    }

    /** Direct peers that there is a point in waiting for. */
    int expectedPeerCount() {
        int count = 0;
        for (DirectPeer peer : directPeers.values()) {
            Target target = targets.get(peer.target(port));
            count += target != null && target.never() ? 0 : 1;
        }
        return count;
    }

    Map<String, Target> targets() {
        return targets;
    }

    long terminationCount() {
        return terminationCount;
    }

    /** The mesh has changed. */
    void refresh() {
        aWhile.request();
    }

    /** Dialling or the introduction failed before there was a connection. */
    void attemptFailed(String address, String error) {
        Target target = targets.get(address);
        if (target != null) {
            target.ended(error, loop.nanoTime(), random);
        }
        soon.request();
    }

    /** A connection has been added to ours. */
    void connected(MeshLink link) {
        links.add(link);
        Target target = targets.get(link.remoteAddress());
        if (link.outbound() && target != null) {
            target.state(Target.State.CONNECTED);
        }
    }

    /** A TCP connection has ended, whether it was ever added or not. */
    void terminated(MeshLink link, String error, CloseCause cause) {
        if (cause != CloseCause.SELF) {
            terminationCount++;
        }
        links.remove(link);
        Target target = targets.get(link.remoteAddress());
        if (link.outbound() && target != null) {
            if (cause == CloseCause.ORDINARY) {
                target.endedAfterConnection(error, loop.nanoTime(), random);
            } else {
                target.endedForEver(error);
            }
        }
        if (link.outbound() && cause == CloseCause.SELF) {
            dropOurselves(link.remoteAddress());
        }
        soon.request();
    }

    /** Start scripts often name all hosts, their own among them. */
    private void dropOurselves(String address) {
        for (DirectPeer peer : List.copyOf(directPeers.values())) {
            if (peer.target(port).equals(address)) {
                directPeers.remove(peer.given());
                LOG.log(Level.INFO, peer.given() + " is this host itself: no target any more");
            }
        }
    }

    void stop() {
        soon.cancel();
        aWhile.cancel();
        retry.cancel();
        targets.clear();
        directPeers.clear();
    }

    private void evaluate() {
        Set<String> connected = new HashSet<>();
        Set<PeerName> connectedPeers = new HashSet<>();
        Set<String> inboundHosts = new HashSet<>();
        for (MeshLink link : links) {
            connected.add(link.remoteAddress());
            connectedPeers.add(link.remoteName());
            if (!link.outbound()) {
                inboundHosts.add(hostOf(link.remoteAddress()));
            }
        }
        Set<String> direct = new HashSet<>();
        Set<String> valid = new LinkedHashSet<>();
        for (DirectPeer peer : directPeers.values()) {
            String address = peer.target(port);
            direct.add(address);
            boolean comesToUs =
                    peer.port() == 0 && inboundHosts.contains(AddressText.of(peer.address()));
            if (!comesToUs) {
                valid.add(address);
            }
        }
        if (config.discovery()) {
            discover(connectedPeers, valid);
        }
        valid.removeAll(connected);
        long now = loop.nanoTime();
        valid.forEach(address -> targets.computeIfAbsent(address, a -> new Target(times, now)));
        attempt(valid, direct, now);
    }

    /** Whom others are connected to and we are not. */
    private void discover(Set<PeerName> connectedPeers, Set<String> valid) {
        LongHashSet known = new LongHashSet();
        known.add(peers.self().name().value());
        connectedPeers.forEach(name -> known.add(name.value()));
        LongHashSet found = new LongHashSet();
        for (Peer peer : peers.all()) {
            if (peer == peers.self()) {
                continue;
            }
            Connections connections = peer.connections();
            for (int i = 0; i < connections.size(); i++) {
                // The mesh runs over IPv4.
                if (connections.isIpv4(i) && !known.contains(connections.remote(i))) {
                    addTarget(target(connections, i), found, valid);
                }
            }
        }
    }

    private static void addTarget(long address, LongHashSet found, Set<String> valid) {
        boolean hasPort = (address & 0xFFFF) != 0;
        if (hasPort && valid.size() < TARGETS_MAX && found.add(address)) {
            valid.add(Ipv4Text.format(address));
        }
    }

    /**
     * An inbound connection comes from an ephemeral port; the peer listens on the port of the mesh.
     */
    private long target(Connections connections, int index) {
        long address = connections.ipv4AndPort(index);
        return connections.outbound(index) ? address : address & ~0xFFFFL | port;
    }

    /** Dials what is due, forgets what is no target any more, and comes back for the next. */
    private void attempt(Set<String> valid, Set<String> direct, long now) {
        Set<String> due = new LinkedHashSet<>();
        long earliest = Long.MAX_VALUE;
        Iterator<Map.Entry<String, Target>> entries = targets.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Target> entry = entries.next();
            Target target = entry.getValue();
            if (isBusy(target)) {
                continue;
            }
            if (!valid.contains(entry.getKey())) {
                if (direct.contains(entry.getKey())) {
                    target.state(Target.State.SUSPENDED);
                } else {
                    entries.remove();
                }
                continue;
            }
            target.state(Target.State.WAITING);
            if (target.never()) {
                continue;
            }
            long wait = target.tryAtNanos() - now;
            if (wait > 0) {
                earliest = Math.min(earliest, wait);
                continue;
            }
            target.state(Target.State.ATTEMPTING);
            due.add(entry.getKey());
        }
        retry.cancel();
        if (earliest < Long.MAX_VALUE) {
            retry = loop.schedule(earliest, this::evaluate);
        }
        due.forEach(a -> dialler.dial(a, AddressText.parse(a), direct.contains(a)));
    }

    private static boolean isBusy(Target target) {
        return target.state() == Target.State.ATTEMPTING
                || target.state() == Target.State.CONNECTED;
    }

    private static String hostOf(String address) {
        InetSocketAddress parsed = AddressText.parse(address);
        return parsed == null ? address : AddressText.of(parsed.getAddress());
    }
}
