package weave.tools.weaved;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordData;
import weave.tools.attach.NameRegistry;

/** The mesh's names as the host's work gives and takes them: on the control loop. */
final class NameserverRegistry implements NameRegistry {
    private final Executor loop;
    private final Nameserver names;

    NameserverRegistry(Executor loop, Nameserver names) {
        this.loop = loop;
        this.names = names;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Optional<String> objection(String name) {
        boolean isName =
                name.chars().noneMatch(Character::isISOControl) && DnsName.wire(name).isPresent();
        String qualified = DnsName.qualified(name);
        return isName && qualified.length() > 1 && DnsName.isWithin(names.domain(), qualified)
                ? Optional.empty()
                : Optional.of("want a name like db." + names.domain());
    }

    @Override
    public void add(String ident, String name, InetAddress address) {
        data(address).ifPresent(data -> loop.execute(() -> names.add(name, ident, data)));
    }

    @Override
    public void remove(String ident, Collection<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            data(address).ifPresent(data -> loop.execute(() -> remove(ident, data)));
        }
    }

    private void remove(String ident, RecordData data) {
        names.delete(Optional.empty(), Optional.of(ident), Optional.of(data));
    }

    @Override
    public void removeAll(String ident) {
        loop.execute(() -> names.containerDied(ident));
    }

    private static Optional<RecordData> data(InetAddress address) {
        return RecordData.address(address.getHostAddress());
    }
}
