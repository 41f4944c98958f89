package weave.tools.weaved;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import weave.gossip.ipam.Allocator;
import weave.gossip.ipam.IpamException;
import weave.gossip.mesh.ControlLoop;
import weave.tools.attach.AddressPool;
import weave.tools.attach.AttachException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.attach.Cidr;

/**
 * The mesh's addresses as the host's work has them: asked on the control loop, waited for aside.
 */
final class AllocatorPool implements AddressPool {
    private static final weave.gossip.ipam.Cidr EVERYTHING = new weave.gossip.ipam.Cidr(0, 0);

    private final ControlLoop loop;
    private final Allocator allocator;
    private final weave.gossip.ipam.Cidr defaultSubnet;

    AllocatorPool(ControlLoop loop, Allocator allocator, weave.gossip.ipam.Cidr defaultSubnet) {
        this.loop = loop;
        this.allocator = allocator;
        this.defaultSubnet = defaultSubnet;
    }

    @Override
    public Cidr allocate(String ident, Optional<Cidr> subnet) {
        weave.gossip.ipam.Cidr within = subnet(subnet);
        return ours(await(() -> allocator.allocate(ident, within, isContainer(ident))));
    }

    @Override
    public void claim(String ident, Cidr address) {
        if (address.isIpv4()) {
            await(() -> allocator.claim(ident, theirs(address), isContainer(ident), true));
        }
    }

    @Override
    public List<Cidr> within(String ident, Optional<Cidr> subnet) {
        weave.gossip.ipam.Cidr within = subnet(subnet);
        return ask(() -> allocator.lookup(ident, within.range())).stream()
                .map(AllocatorPool::ours)
                .toList();
    }

    @Override
    public List<Cidr> all(String ident) {
        return ask(() -> allocator.lookup(ident, EVERYTHING.range())).stream()
                .map(AllocatorPool::ours)
                .toList();
    }

    @Override
    public void free(String ident, InetAddress address) {
        for (Cidr own : all(ident)) {
            if (own.address().equals(address)) {
                await(() -> allocator.release(ident, theirs(own).address()));
            }
        }
    }

    @Override
    public void started(String ident) {
        loop.execute(() -> allocator.containerStarted(ident));
    }

    @Override
    public void died(String ident) {
        loop.execute(() -> allocator.containerDied(ident));
    }

    @Override
    public void destroyed(String ident) {
        loop.execute(() -> allocator.containerDestroyed(ident));
    }

    @Override
    public Set<String> containers() {
        return ask(allocator::containers);
    }

    private static boolean isContainer(String ident) {
        return !ident.equals(EXPOSE);
    }

    private weave.gossip.ipam.Cidr subnet(Optional<Cidr> subnet) {
        if (subnet.isPresent() && !subnet.get().isIpv4()) {
            throw new AttachException(
                    Kind.MISUSE, subnet.get() + ": addresses of IPv6 are not handed out");
        }
        return subnet.map(AllocatorPool::theirs).orElse(defaultSubnet);
    }

    private static weave.gossip.ipam.Cidr theirs(Cidr cidr) {
        return weave.gossip.ipam.Cidr.parse(cidr.toString());
    }

    private static Cidr ours(weave.gossip.ipam.Cidr cidr) {
        return Cidr.parse(cidr.toString());
    }

    private <T> T ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    /** Whoever is interrupted gives up. */
    private <T> T await(Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> answer = ask(operation);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            loop.execute(() -> answer.cancel(false));
            throw new AttachException(Kind.FAILED, "given up");
        } catch (CancellationException e) {
            throw new AttachException(Kind.FAILED, "cancelled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IpamException refused) {
                throw new AttachException(Kind.CONFLICT, refused.getMessage(), refused);
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
