package weave.kernel.odp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The neighbours: where their VXLAN goes, and whether it goes there from here. */
final class OdpNeighbours {
    private final Map<Long, Neighbour> neighbours = new HashMap<>();

    /** What is known of whether frames go to a neighbour from here. */
    enum Carry {
        /** Nobody has said yet. */
        UNTOLD,
        NO,
        YES
    }

    /** One of them. */
    static final class Neighbour {
        private int ip;
        private int udpPort;
        private int mark;
        private Carry carry = Carry.UNTOLD;
        private boolean isLeaving;
        private boolean isBack;
        private long deadlineNanos;

        int ip() {
            return ip;
        }

        int udpPort() {
            return udpPort;
        }

        /** Of packets to it. */
        int mark() {
            return mark;
        }

        Carry carry() {
            return carry;
        }
    }

    /** The one of that name, or null. */
    Neighbour of(long peer) {
        return neighbours.get(peer);
    }

    /** Whether a host is one, or was until a moment ago. */
    boolean isAt(int ip) {
        return neighbours.values().stream().anyMatch(neighbour -> neighbour.ip == ip);
    }

    /** Whether a host is one whose connection is gone, maybe for a moment only. */
    boolean isLeaving(int ip) {
        return neighbours.values().stream()
                .anyMatch(neighbour -> neighbour.ip == ip && neighbour.isLeaving);
    }

    /** It is there; if it has just left, what it carried goes on until more is said. */
    void put(long peer, int ip, int udpPort, int mark) {
        Neighbour neighbour = neighbours.computeIfAbsent(peer, name -> new Neighbour());
        neighbour.ip = ip;
        neighbour.udpPort = udpPort;
        neighbour.mark = mark;
        neighbour.isBack = true;
    }

    void carry(long peer, boolean carries) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            neighbour.carry = carries ? Carry.YES : Carry.NO;
            neighbour.isLeaving = false;
        }
    }

    /** It is gone, for good if nothing is heard of it until then. */
    void leave(long peer, long deadlineNanos) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour == null) {
            return;
        }
        neighbour.isBack = false;
        if (!neighbour.isLeaving) {
            neighbour.isLeaving = true;
            neighbour.deadlineNanos = deadlineNanos;
        }
    }

    /** Whether any is leaving. */
    boolean isAnyLeaving() {
        return neighbours.values().stream().anyMatch(neighbour -> neighbour.isLeaving);
    }

    /** Lets those go of whom nothing was heard; returns whether anything changed. */
    boolean sweep(long nowNanos) {
        boolean hasChanged = false;
        for (Iterator<Neighbour> all = neighbours.values().iterator(); all.hasNext(); ) {
            Neighbour neighbour = all.next();
            if (!neighbour.isLeaving || nowNanos - neighbour.deadlineNanos < 0) {
                continue;
            }
            hasChanged = true;
            neighbour.isLeaving = false;
            neighbour.carry = Carry.NO;
            if (!neighbour.isBack) {
                all.remove();
            }
        }
        return hasChanged;
    }

    /** The UDP ports of all. */
    List<Integer> udpPorts() {
        return neighbours.values().stream().map(Neighbour::udpPort).distinct().toList();
    }

    /** Each in words. */
    List<String> describe() {
        List<String> lines = new ArrayList<>();
        neighbours.forEach((peer, neighbour) ->
                lines.add(
                        "%012x: %s"
                                .formatted(
                                        peer, neighbour.carry == Carry.YES ? "carries" : "off")));
        return lines;
    }
}
