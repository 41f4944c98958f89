package weave.tools.trace;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import weave.core.dataplane.DataplaneStatus;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;

/** What operators call a place of the overlay, and the peer it is at. */
public final class Places {
    private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private final MeshStatus mesh;
    private final List<DataplaneStatus.MacEntry> macs;
    private final Predicate<String> isHere;
    private final List<AddressOwner> owners;

    /**
     * @param macs who was seen where
     * @param isHere whether a container of this host is called so, or has such an address
     * @param owners asked in this order
     */
    public Places(
            MeshStatus mesh,
            List<DataplaneStatus.MacEntry> macs,
            Predicate<String> isHere,
            List<AddressOwner> owners) {
        this.mesh = mesh;
        this.macs = macs;
        this.isHere = isHere;
        this.owners = owners;
    }

    /** Where nothing is known but the peers. */
    public Places(MeshStatus mesh) {
        this(mesh, List.of(), _ -> false, List.of());
    }

    /**
     * The peer of that name, nickname, or address of a connection; else the peer at which that
     * container, MAC or IP address is.
     *
     * @throws UnknownPlaceException if there is none, or more than one
     */
    public PeerName find(String place) throws UnknownPlaceException {
        Optional<PeerName> peer = known(place);
        if (peer.isPresent()) {
            return peer.get();
        }
        if (isHere.test(place)) {
            return mesh.name();
        }
        if (MAC.matcher(place).matches()) {
            return ofMac(PeerName.parse(place).value(), place);
        }
        if (IPV4.matcher(place).matches() || place.indexOf(':') != place.lastIndexOf(':')) {
            return ofAddress(place);
        }
        throw new UnknownPlaceException(
                "no peer, and no container of this host, is called "
                        + shown(place)
                        + "; weave status peers and weave ps list them");
    }

    /** A peer that is called so, and no container behind one. */
    public PeerName peer(String name) throws UnknownPlaceException {
        return known(name)
                .orElseThrow(() ->
                        new UnknownPlaceException(
                                "no peer is called "
                                        + shown(name)
                                        + "; weave status peers lists them"));
    }

    private Optional<PeerName> known(String text) throws UnknownPlaceException {
        Set<PeerName> found = new TreeSet<>();
        for (MeshStatus.Peer peer : mesh.peers()) {
            if (peer.name().toString().equalsIgnoreCase(text) || peer.nickName().equals(text)) {
                found.add(peer.name());
            }
            for (MeshStatus.PeerConnection connection : peer.connections()) {
                if (isAt(connection.address(), text)) {
                    found.add(connection.name());
                }
            }
        }
        for (MeshStatus.Connection connection : mesh.connections()) {
            if (isAt(connection.address(), text) && !connection.remote().equals(PeerName.NONE)) {
                found.add(connection.remote());
            }
        }
        if (found.size() > 1) {
            throw new UnknownPlaceException(
                    shown(text) + " is more than one peer: " + found + "; say which");
        }
        return found.stream().findFirst();
    }

    /** The port may be left out. */
    private static boolean isAt(String address, String text) {
        return address.equals(text) || PORT.matcher(address).replaceFirst("").equals(text);
    }

    private PeerName ofMac(long mac, String place) throws UnknownPlaceException {
        for (DataplaneStatus.MacEntry entry : macs) {
            if (entry.mac() == mac) {
                return new PeerName(entry.peer());
            }
        }
        throw new UnknownPlaceException(
                "no frame of " + shown(place) + " has passed this host lately: ping from there");
    }

    private PeerName ofAddress(String place) throws UnknownPlaceException {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(place);
        } catch (IllegalArgumentException e) {
            throw new UnknownPlaceException(shown(place) + " is no address");
        }
        for (AddressOwner owner : owners) {
            Optional<AddressOwner.Owner> found = owner.ownerOf(address);
            if (found.isPresent()) {
                return switch (found.get()) {
                    case AddressOwner.Owner.Mac at -> ofMac(at.mac(), PeerName.format(at.mac()));
                    case AddressOwner.Owner.Peer at -> new PeerName(at.name());
                };
            }
        }
        throw new UnknownPlaceException(
                "nobody here knows at which peer "
                        + shown(place)
                        + " is: give its MAC address, or the peer's name");
    }

    private static String shown(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
