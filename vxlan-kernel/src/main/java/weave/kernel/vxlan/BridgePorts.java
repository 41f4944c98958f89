package weave.kernel.vxlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import weave.kernel.link.Fdb;
import weave.kernel.link.FdbChange;
import weave.kernel.link.FdbEntry;
import weave.kernel.link.Link;

/**
 * What is on the bridge, as the programs see it: its ports have the program that sends frames past
 * it, unless frames shall pass the bridge, and the MACs that it knows are entries. One thread.
 */
final class BridgePorts implements AutoCloseable {
    private final VxlanConfig config;
    private final Devices devices;
    private final MacEntries macs;
    private final Refusals refusals;
    private final Fdb fdb = new Fdb();

    /** The names of those that have the program if they shall, and have none if not, by index. */
    private final Map<Integer, String> served = new HashMap<>();

    /** The indexes of those of them with which that is still to be done: it may be refused. */
    private final Set<Integer> pending = new HashSet<>();

    /** Whether frames between containers and devices are to go past the bridge. */
    private volatile boolean directWanted;

    /** Whether they do. */
    private boolean direct;

    /** 0 while there is none. */
    private int bridgeIndex;

    BridgePorts(VxlanConfig config, Devices devices, MacEntries macs, Refusals refusals) {
        this.config = config;
        this.devices = devices;
        this.macs = macs;
        this.refusals = refusals;
    }

    /** What is to be from the next look on; any thread. */
    void bypass(boolean allowed) {
        directWanted = allowed;
    }

    /** Everything anew. */
    void look() {
        turn();
        refusals.attempt(
                "look at the bridge",
                () -> {
                    serve(devices.links().all());
                    List<FdbEntry> entries = fdb.entries();
                    macs.removeLocals();
                    entries.forEach(this::program);
                });
    }

    /** The bridge may have been made again, a port may have come or gone. */
    void lookAtLinks() {
        boolean isTurned = turn();
        refusals.attempt(
                "look at the links",
                () -> {
                    int before = bridgeIndex;
                    boolean isNew = serve(devices.links().all());
                    boolean isOther = before != bridgeIndex;
                    if (isOther) {
                        macs.removeLocals();
                    }
                    // What the bridge has learned behind a port may have been told before the port.
                    if (isNew || isOther) {
                        fdb.entries().forEach(this::program);
                    }
                    // What has not been written anew is of no use any more.
                    if (isTurned && !direct) {
                        macs.removeDirect();
                    }
                });
    }

    /** Takes the way that is wanted; whether it was the other one. Each port is served anew. */
    private boolean turn() {
        boolean wanted = directWanted;
        boolean isTurned = wanted != direct;
        if (isTurned) {
            direct = wanted;
            served.clear();
        }
        return isTurned;
    }

    /** Whether ports have come. */
    private boolean serve(List<Link> all) {
        bridgeIndex =
                all.stream()
                        .filter(link -> link.name().equals(config.bridge()))
                        .mapToInt(Link::index)
                        .findFirst()
                        .orElse(0);
        List<Link> present = new ArrayList<>();
        if (bridgeIndex != 0) {
            all.stream().filter(this::isContainerPort).forEach(present::add);
        }
        forgetAllBut(present);
        boolean isNew = false;
        for (Link link : present) {
            if (served.putIfAbsent(link.index(), link.name()) == null) {
                pending.add(link.index());
                isNew = true;
            }
            if (pending.contains(link.index())) {
                refusals.attempt(service(served.get(link.index())), () -> serve(link));
            }
        }
        return isNew;
    }

    /** A predecessor, or we ourselves, may have served it otherwise. */
    private void serve(Link port) {
        if (direct) {
            devices.attachPort(port);
        } else {
            devices.detachPort(port);
        }
        pending.remove(port.index());
    }

    private boolean isContainerPort(Link link) {
        return link.masterIndex() == bridgeIndex && !link.name().equals(config.bridgeTap());
    }

    private void forgetAllBut(List<Link> present) {
        List<Integer> indexes = present.stream().map(Link::index).toList();
        pending.retainAll(indexes);
        served.entrySet()
                .removeIf(port -> {
                    boolean isGone = !indexes.contains(port.getKey());
                    if (isGone) {
                        refusals.forget(service(port.getValue()));
                    }
                    return isGone;
                });
    }

    private static String service(String port) {
        return "serve " + port;
    }

    /** A bridge has learned or forgotten something. */
    void follow(FdbChange change) {
        FdbEntry entry = change.entry();
        if (!change.isGone()) {
            program(entry);
        } else if (isOfInterest(entry)) {
            macs.removeLocal(entry.mac());
        }
    }

    private boolean isOfInterest(FdbEntry entry) {
        boolean isPortsOwn = entry.isPermanent() && entry.linkIndex() != bridgeIndex;
        return bridgeIndex != 0 && entry.bridgeIndex() == bridgeIndex && !isPortsOwn;
    }

    private void program(FdbEntry entry) {
        if (!isOfInterest(entry)) {
            return;
        }
        int index = entry.linkIndex();
        boolean isBridges = index == bridgeIndex;
        Optional<Link> port = isBridges ? Optional.empty() : devices.links().byIndex(index);
        if (isBridges || port.filter(this::isServed).isPresent()) {
            int kind = kind(port);
            refusals.attempt("program MACs", () -> macs.putLocal(entry.mac(), kind, index));
        } else {
            macs.removeLocal(entry.mac());
        }
    }

    /** Whether frames are delivered to it, and not to user space as those for other hosts. */
    private boolean isServed(Link port) {
        boolean isTap = port.name().equals(config.bridgeTap());
        return !isTap && (!direct || served.containsKey(port.index()));
    }

    /** How the programs deliver to a port; to the bridge itself if there is none. */
    private int kind(Optional<Link> port) {
        if (port.isEmpty() || !direct) {
            return DatapathMaps.LOCAL_BRIDGE;
        }
        return port.get().peerNamespaceId() >= 0
                ? DatapathMaps.LOCAL_PEER
                : DatapathMaps.LOCAL_PORT;
    }

    @Override
    public void close() {
        fdb.close();
    }
}
