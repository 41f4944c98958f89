package weave.gossip.dns;

import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipSender;
import weave.gossip.mesh.VirtualLoop;

/** A nameserver that is alone in the world, for tests of what is made of its names. */
public final class Names {
    public static final PeerName SELF = new PeerName(0x02_0000_0000_01L);

    private Names() {}

    public static Nameserver alone(int ttlSeconds) {
        return alone(ttlSeconds, new MemoryNameStore());
    }

    static Nameserver alone(int ttlSeconds, NameStore store) {
        return alone(Nameserver.DOMAIN_DEFAULT, ttlSeconds, store);
    }

    static Nameserver alone(String domain, int ttlSeconds, NameStore store) {
        Nameserver names =
                new Nameserver(
                        SELF,
                        domain,
                        ttlSeconds,
                        new VirtualLoop(),
                        SELF::equals,
                        () -> 1_700_000_000L,
                        store);
        names.join((_, _) -> silence());
        return names;
    }

    /** Registers {@code text} for a container of its own. */
    public static void add(Nameserver names, String hostname, int type, String text) {
        names.add(hostname, "c-" + text, RecordData.parse(type, text).orElseThrow());
    }

    private static GossipSender silence() {
        return new GossipSender() {
            @Override
            public void unicast(PeerName destination, byte[] data) {}

            @Override
            public void broadcast(GossipData data) {}

            @Override
            public void gossip(GossipData data) {}
        };
    }
}
