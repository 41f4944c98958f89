package weave.gossip.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import weave.gossip.ipam.Cidr;

/** What the daemons have told about addresses, kept by somebody who forgets nothing. */
final class IpamLedger {
    private final Map<Long, Entry> byAddress = new TreeMap<>();
    private final Map<String, Long> byIdent = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long acknowledgedCount;

    /**
     * @param settled not while it is being given back
     */
    private record Entry(int host, String ident, boolean settled) {}

    /** What must not happen, and has. */
    List<String> violations() {
        return violations;
    }

    /** How often somebody was told of an address. */
    long acknowledgedCount() {
        return acknowledgedCount;
    }

    /** A host has told that an ident has an address. */
    void acknowledged(int host, String ident, long address) {
        acknowledgedCount++;
        Entry before = byAddress.get(address);
        boolean isFree = before == null || before.ident().equals(ident) || !before.settled();
        if (!isFree) {
            violations.add(text(address) + " for " + ident + " is had by " + before);
        }
        if (before != null) {
            byIdent.remove(before.ident());
        }
        byAddress.put(address, new Entry(host, ident, true));
        byIdent.put(ident, address);
    }

    void releasing(String ident) {
        Long address = byIdent.get(ident);
        Entry entry = byAddress.get(address);
        byAddress.put(address, new Entry(entry.host(), ident, false));
    }

    void released(String ident) {
        Long address = byIdent.remove(ident);
        if (address != null && byAddress.get(address).ident().equals(ident)) {
            byAddress.remove(address);
        }
    }

    /** A host tells all it knows; that must be all that it ever told. */
    void audit(int host, Map<String, List<Cidr>> known) {
        Map<Long, String> there = new HashMap<>();
        known.forEach((ident, cidrs) -> cidrs.forEach(c -> there.put(c.address(), ident)));
        for (Map.Entry<Long, Entry> told : new ArrayList<>(byAddress.entrySet())) {
            Entry entry = told.getValue();
            if (entry.host() == host && !entry.ident().equals(there.get(told.getKey()))) {
                if (entry.settled()) {
                    violations.add(text(told.getKey()) + " of " + entry.ident() + " is lost");
                }
                byAddress.remove(told.getKey());
                byIdent.remove(entry.ident());
            }
        }
        there.forEach((address, ident) -> acknowledged(host, ident, address));
    }

    /** A host will not come back. */
    void gone(int host) {
        byAddress.values().removeIf(entry -> entry.host() == host);
        byIdent.values().removeIf(address -> !byAddress.containsKey(address));
    }

    /** An ident on a host that is not giving its address back; empty if there is none. */
    String any(int host, int which) {
        List<String> idents = new ArrayList<>();
        byAddress
                .values()
                .forEach(entry -> {
                    if (entry.host() == host && entry.settled()) {
                        idents.add(entry.ident());
                    }
                });
        return idents.isEmpty() ? "" : idents.get(which % idents.size());
    }

    Set<Long> addresses() {
        return new TreeSet<>(byAddress.keySet());
    }

    private static String text(long address) {
        return new Cidr(address, 32).addressText();
    }
}
