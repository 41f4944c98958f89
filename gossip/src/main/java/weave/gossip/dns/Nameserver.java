package weave.gossip.dns;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipSender;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.topology.PeerRecord;

/**
 * The names of the mesh: registers those of this host, hears of everybody's, and keeps the index
 * that questions are answered from. Built on any thread; everything else on the control loop, but
 * reading the index.
 */
public final class Nameserver {
    /** The channel that every peer of Weave Net knows. */
    public static final String CHANNEL = "nameserver";

    /** The channel of the records that it does not know. */
    public static final String RECORDS_CHANNEL = "nameserver-records";

    /** The container of names that were registered without one. */
    public static final String EXTERNAL = "weave:extern";

    public static final String DOMAIN_DEFAULT = "weave.local.";

    /** Seconds that others may keep an answer. */
    public static final int TTL_DEFAULT = 1;

    static final long TOMBSTONE_SECONDS = TimeUnit.MINUTES.toSeconds(30);

    private static final Logger LOG = System.getLogger("weaved.dns");

    private final String domain;
    private final int ttlSeconds;
    private final ControlLoop loop;
    private final LongSupplier clock;
    private final NameIndex index = new NameIndex();
    private final NameChannel addresses;
    private final NameChannel records;
    private final NameKeeper keeper;

    /**
     * @param domain whose names are registered, with its final dot
     * @param isKnown whether a peer is one of the mesh
     * @param clock seconds since 1970
     * @param store what was registered here before is in it, and is there again
     */
    public Nameserver(
            PeerName self,
            String domain,
            int ttlSeconds,
            ControlLoop loop,
            Predicate<PeerName> isKnown,
            LongSupplier clock,
            NameStore store) {
        this.domain = domain;
        this.ttlSeconds = ttlSeconds;
        this.loop = loop;
        this.clock = clock;
        this.addresses = channel(NameCodec.ADDRESSES, self, isKnown);
        this.records = channel(NameCodec.RECORDS, self, isKnown);
        this.keeper = new NameKeeper(store, this::own);
        keeper.load().forEach(this::register);
    }

    private NameChannel channel(NameCodec codec, PeerName self, Predicate<PeerName> isKnown) {
        return new NameChannel(codec, new NameTable(self, this::publish), isKnown, clock);
    }

    /** The names of a mesh that is about to start; to be called once. */
    public void join(MeshRouter mesh) {
        join(mesh::registerChannel);
        mesh.onPeersRemoved(this::peersGone);
    }

    void join(BiFunction<String, GossipChannel, GossipSender> register) {
        addresses.sender(register.apply(CHANNEL, addresses));
        records.sender(register.apply(RECORDS_CHANNEL, records));
        scheduleSweep();
    }

    public String domain() {
        return domain;
    }

    public int ttlSeconds() {
        return ttlSeconds;
    }

    /** What questions are answered from; to be read by any thread. */
    public NameIndex index() {
        return index;
    }

    /**
     * Registers a name. One outside the domain is ignored, with a line in the log: that is how
     * containers with names of other networks are met.
     *
     * @param hostname with or without its final dot
     * @return whether it is a name at all
     */
    public boolean add(String hostname, String containerId, RecordData data) {
        String name = DnsName.qualified(hostname);
        if (name.length() == 1 || DnsName.wire(name).isEmpty()) {
            return false;
        }
        if (!DnsName.isWithin(domain, name)) {
            LOG.log(Level.INFO, "ignored " + name + ": not in our domain " + domain);
            return true;
        }
        NameChannel channel = channel(data);
        channel.broadcast(List.of(channel.table().add(name, containerId, data)));
        keeper.changed();
        LOG.log(Level.DEBUG, () -> "added " + containerId + " " + name + " " + data.label());
        return true;
    }

    /** Once more after a restart; the domain may be another one now. */
    private void register(NameEntry kept) {
        if (DnsName.isWithin(domain, kept.hostname())) {
            channel(kept.data()).table().add(kept.hostname(), kept.containerId(), kept.data());
        }
    }

    private NameChannel channel(RecordData data) {
        return data instanceof RecordData.Address ? addresses : records;
    }

    /**
     * Empty when what was added and deleted so far will survive a restart, or else why it will not.
     */
    public CompletionStage<Optional<String>> kept() {
        return keeper.saved();
    }

    /**
     * Deletes the names of ours that match; an empty argument matches all.
     *
     * @return how many there were
     */
    public int delete(
            Optional<String> hostname, Optional<String> containerId, Optional<RecordData> data) {
        Predicate<NameEntry> matching =
                matching(hostname.map(DnsName::qualified), containerId, data);
        int count = 0;
        for (NameChannel channel : List.of(addresses, records)) {
            List<NameEntry> deleted = channel.table().delete(matching, clock.getAsLong());
            if (!deleted.isEmpty()) {
                channel.broadcast(deleted);
                keeper.changed();
                count += deleted.size();
            }
        }
        return count;
    }

    static Predicate<NameEntry> matching(
            Optional<String> hostname, Optional<String> containerId, Optional<RecordData> data) {
        return entry ->
                hostname.map(entry.hostname()::equals).orElse(true)
                        && containerId.map(entry.containerId()::equals).orElse(true)
                        && data.map(entry.data()::equals).orElse(true);
    }

    /** Deletes the names of a container that is no more. */
    public void containerDied(String containerId) {
        delete(Optional.empty(), Optional.of(containerId), Optional.empty());
    }

    /** Everything known of IPv4 addresses, tombstones included, in order. */
    public List<NameEntry> entries() {
        return addresses.table().all();
    }

    /** Everything known of records of other types, tombstones included, in order. */
    public List<NameEntry> records() {
        return records.table().all();
    }

    /** How many live names were registered here. */
    public int ownCount() {
        return own().size();
    }

    private List<NameEntry> own() {
        List<NameEntry> own = addresses.table().own();
        own.addAll(records.table().own());
        return own;
    }

    /** How many live names there are in the mesh. */
    public int count() {
        return addresses.table().liveCount() + records.table().liveCount();
    }

    private void peersGone(List<PeerRecord> peers) {
        Set<PeerName> gone = peers.stream().map(PeerRecord::name).collect(Collectors.toSet());
        forget(entry -> gone.contains(entry.origin()));
    }

    private void scheduleSweep() {
        loop.schedule(
                TimeUnit.SECONDS.toNanos(TOMBSTONE_SECONDS),
                () -> {
                    scheduleSweep();
                    long now = clock.getAsLong();
                    forget(entry -> isStale(entry, now));
                });
    }

    /** By now everybody has heard that it is gone. */
    static boolean isStale(NameEntry entry, long nowSeconds) {
        return !entry.isLive() && nowSeconds - entry.tombstone() > TOMBSTONE_SECONDS;
    }

    private void forget(Predicate<NameEntry> matching) {
        addresses.table().forget(matching);
        records.table().forget(matching);
    }

    /** Brings into the index what has changed, each name and each address once. */
    private void publish(List<NameEntry> changed) {
        Set<String> names = new HashSet<>();
        Set<RecordData> reversed = new HashSet<>();
        for (NameEntry entry : changed) {
            if (names.add(entry.key())) {
                publishName(entry.key());
            }
            if (entry.data().isAddress() && reversed.add(entry.data())) {
                publishPointer(entry.data());
            }
        }
    }

    private void publishName(String hostname) {
        Optional<byte[]> name = DnsName.wire(hostname).map(DnsName::lower);
        if (name.isPresent() && !isReverse(hostname)) {
            List<RecordData> data =
                    Stream.of(addresses, records)
                            .flatMap(channel -> channel.table().named(hostname).stream())
                            .map(NameEntry::data)
                            .toList();
            publish(name.get(), data.isEmpty() ? null : Answers.of(data, ttlSeconds));
        }
    }

    private void publishPointer(RecordData address) {
        Optional<Answers> pointer =
                channel(address).table().addressed(address).stream()
                        .findFirst()
                        .flatMap(first -> Answers.pointer(first.hostname(), ttlSeconds));
        publish(DnsName.reverse(address.wire()), pointer.orElse(null));
    }

    /** Such names are told by the addresses, not by who registers them. */
    private static boolean isReverse(String hostname) {
        return DnsName.isWithin(DnsName.REVERSE_DOMAIN, hostname)
                || DnsName.isWithin(DnsName.REVERSE_DOMAIN_6, hostname);
    }

    private void publish(byte[] name, Answers answers) {
        if (answers == null) {
            index.remove(name);
        } else {
            index.put(name, answers);
        }
    }
}
