package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who on this host has which addresses. An ident is a container's id, or a text that begins with
 * {@code weave:}; without a container an address goes under its own text.
 */
public final class Claims {
    /** Stands for no container. */
    public static final String NO_CONTAINER = "_";

    private final Map<String, Holding> holdings = new LinkedHashMap<>();

    /**
     * What one ident has.
     *
     * @param isContainer whether the ident is one of a container, which may die
     * @param cidrs in the order in which it got them; never empty
     */
    public record Holding(boolean isContainer, List<Cidr> cidrs) {
        public Holding {
            cidrs = List.copyOf(cidrs);
        }
    }

    /** Under which ident an address goes. */
    static String fileUnder(String ident, Cidr cidr) {
        return ident.equals(NO_CONTAINER) ? cidr.addressText() : ident;
    }

    void add(String ident, Cidr cidr, boolean isContainer) {
        String under = fileUnder(ident, cidr);
        List<Cidr> cidrs = new ArrayList<>(of(under));
        cidrs.add(cidr);
        boolean wasContainer = holdings.containsKey(under) && holdings.get(under).isContainer();
        holdings.put(under, new Holding(isContainer || wasContainer, cidrs));
    }

    /** Takes one address away; empty if the ident does not have it. */
    Optional<Cidr> remove(String ident, long address) {
        List<Cidr> cidrs = new ArrayList<>(of(ident));
        Optional<Cidr> removed =
                cidrs.stream().filter(cidr -> cidr.address() == address).findFirst();
        if (removed.isPresent()) {
            cidrs.remove(removed.get());
            if (cidrs.isEmpty()) {
                holdings.remove(ident);
            } else {
                holdings.put(ident, new Holding(holdings.get(ident).isContainer(), cidrs));
            }
        }
        return removed;
    }

    /** Takes all addresses of an ident away. */
    List<Cidr> removeAll(String ident) {
        Holding removed = holdings.remove(ident);
        return removed == null ? List.of() : removed.cidrs();
    }

    /** The addresses of an ident; empty if it has none. */
    List<Cidr> of(String ident) {
        Holding holding = holdings.get(ident);
        return holding == null ? List.of() : holding.cidrs();
    }

    /** Those of an ident that are in a range. */
    List<Cidr> of(String ident, AddressRange range) {
        return of(ident).stream().filter(cidr -> range.contains(cidr.address())).toList();
    }

    /** Who has an address. */
    Optional<String> ownerOf(long address) {
        return holdings.entrySet().stream()
                .filter(e -> e.getValue().cidrs().stream().anyMatch(c -> c.address() == address))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** All of it, live. */
    Map<String, Holding> all() {
        return Collections.unmodifiableMap(holdings);
    }

    void replaceAll(Map<String, Holding> others) {
        holdings.clear();
        holdings.putAll(others);
    }
}
