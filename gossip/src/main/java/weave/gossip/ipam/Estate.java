package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import weave.core.peer.PeerName;

/**
 * All that address management knows, kept in step: ring, space, claims, election, nicknames and
 * conflicts. What is to survive is marked in the journal with every change.
 */
final class Estate {
    /** More nicknames than any mesh has peers are kept of nobody. */
    private static final int NICKNAMES_MAX = 8192;

    private final IpamConfig config;
    private final IpamMesh mesh;
    private final Space space = new Space();
    private final Claims claims = new Claims();
    private final Conflicts conflicts = new Conflicts();
    private final Map<PeerName, String> nicknames = new LinkedHashMap<>();
    private final Journal journal;
    private final PaxosNode voter;
    private Paxos paxos;
    private Ring ring;
    private boolean frozen;

    Estate(IpamConfig config, IpamMesh mesh, IpamStore store, SavedIpam saved) {
        this.config = config;
        this.mesh = mesh;
        this.ring = saved.ring();
        this.voter = saved.voter();
        this.paxos = newPaxos();
        this.journal = new Journal(store, saved, this::toSave);
        nicknames.put(config.name(), config.nickname());
        paxos.restore(saved.election());
        claims.replaceAll(saved.holdings());
        spaceFollowsRing();
    }

    PeerName self() {
        return config.name();
    }

    IpamConfig config() {
        return config;
    }

    IpamMesh mesh() {
        return mesh;
    }

    AddressRange universe() {
        return config.universe().range();
    }

    Ring ring() {
        return ring;
    }

    Space space() {
        return space;
    }

    /** Read only: changes go through this class. */
    Claims claims() {
        return claims;
    }

    Paxos paxos() {
        return paxos;
    }

    Journal journal() {
        return journal;
    }

    Conflicts conflicts() {
        return conflicts;
    }

    /** By peer; live. */
    Map<PeerName, String> nicknames() {
        return nicknames;
    }

    /** While a repair is going on nothing is handed out or given away. */
    boolean isFrozen() {
        return frozen;
    }

    void frozen(boolean value) {
        frozen = value;
    }

    /** {@code name(nickname)}. */
    String display(PeerName peer) {
        return peer + "(" + nicknames.getOrDefault(peer, "") + ")";
    }

    /** Takes another ring; our space follows it. */
    void ring(Ring changed) {
        if (!changed.equals(ring)) {
            ring = changed;
            journal.changed();
            spaceFollowsRing();
        }
    }

    /** Tells in the ring how much of ours is free. */
    void reportFree() {
        Ring reported = ring.reportFree(space::freeCount);
        if (!reported.equals(ring)) {
            ring = reported;
            journal.changed();
        }
    }

    /** What is disputed now is held back, and what was is not. */
    void conflictsChanged() {
        space.withhold(conflicts.disputedRanges());
    }

    /** Addresses of the universe that somebody here has, wherever they belong. */
    List<AddressRange> addressesInUse() {
        AddressSet used = new AddressSet();
        for (Claims.Holding holding : claims.all().values()) {
            for (Cidr cidr : holding.cidrs()) {
                if (universe().contains(cidr.address())) {
                    used.add(AddressRange.of(cidr.address()));
                }
            }
        }
        return used.ranges();
    }

    /** The lowest free address for an ident; empty if there is none. */
    OptionalLong allocate(String ident, Cidr subnet, boolean isContainer) {
        OptionalLong address = frozen ? OptionalLong.empty() : space.allocate(subnet.hosts());
        if (address.isPresent()) {
            claims.add(ident, new Cidr(address.getAsLong(), subnet.prefixLength()), isContainer);
            journal.changed();
        }
        return address;
    }

    /** Notes down that an ident has an address; in our space it must have been free. */
    void own(String ident, Cidr cidr, boolean isContainer) {
        space.claim(cidr.address());
        claims.add(ident, cidr, isContainer);
        journal.changed();
    }

    /** Takes all addresses of an ident back. */
    List<Cidr> releaseAll(String ident) {
        List<Cidr> released = claims.removeAll(ident);
        if (!released.isEmpty()) {
            released.forEach(cidr -> space.release(cidr.address()));
            spaceFollowsRing();
            journal.changed();
        }
        return released;
    }

    /** Takes one address of an ident back; whether it had it. */
    boolean release(String ident, long address) {
        boolean had = claims.remove(ident, address).isPresent();
        if (had) {
            space.release(address);
            spaceFollowsRing();
            journal.changed();
        }
        return had;
    }

    /** Gives a block from a range to another peer; empty if there is none to give. */
    AddressRange donate(AddressRange from, PeerName to) {
        AddressRange given =
                frozen ? new AddressRange(0, 0) : space.donate(from.intersection(universe()));
        if (!given.isEmpty()) {
            ring(ring.grant(given, to));
        }
        return given;
    }

    /** Nothing is ours any more. */
    void leave(PeerName heir) {
        ring = ring.transfer(self(), heir);
        space.clear();
        journal.changed();
    }

    /** The vote is over, or starts anew. */
    void forgetElection() {
        int quorum = paxos.quorum();
        if (!paxos.known().isEmpty() || quorum != 0) {
            paxos = newPaxos();
            journal.changed();
        }
    }

    void learnNicknames(Map<PeerName, String> theirs) {
        theirs.forEach((peer, nickname) -> {
            if (nicknames.containsKey(peer) || nicknames.size() < NICKNAMES_MAX) {
                nicknames.put(peer, nickname);
            }
        });
    }

    /** Forgets nicknames of peers that are neither in the ring nor in the mesh. */
    void pruneNicknames() {
        List<PeerName> owners = ring.entries().stream().map(RingEntry::peer).toList();
        nicknames
                .keySet()
                .removeIf(peer ->
                        !peer.equals(self()) && !owners.contains(peer) && !mesh.isReachable(peer));
    }

    /** Free is what the ring says is ours and nobody here has. */
    private void spaceFollowsRing() {
        space.set(ring.ownedBy(self()));
        claims.all()
                .values()
                .forEach(holding -> holding.cidrs().forEach(c -> space.claim(c.address())));
    }

    private Paxos newPaxos() {
        return new Paxos(voter, config.init().mode() != IpamInit.Mode.OBSERVER);
    }

    private SavedIpam toSave() {
        return new SavedIpam(ring, claims.all(), voter, paxos.known());
    }
}
