package weave.gossip.ipam;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import weave.core.peer.PeerName;

/** Somebody has an address, or wants exactly this one. */
final class ClaimOperation implements PendingOperation {
    /** Attempts to reach the owner before giving up. */
    private static final int ATTEMPTS_MAX = 5;

    private final Estate estate;
    private final IpamMessenger messenger;
    private final Election election;
    private final Predicate<String> isDead;
    private final String ident;
    private final Cidr cidr;
    private final boolean isContainer;
    private final boolean patient;
    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private String waitingFor = "its turn";
    private int attempts;

    /**
     * @param isDead whether an ident is that of a container known to have ended
     * @param patient whether to tell success, and to go on trying, when the owner is unknown
     */
    ClaimOperation(
            Estate estate,
            IpamMessenger messenger,
            Election election,
            Predicate<String> isDead,
            String ident,
            Cidr cidr,
            boolean isContainer,
            boolean patient) {
        this.estate = estate;
        this.messenger = messenger;
        this.election = election;
        this.isDead = isDead;
        this.ident = ident;
        this.cidr = cidr;
        this.isContainer = isContainer;
        this.patient = patient;
    }

    CompletableFuture<Void> answer() {
        return answer;
    }

    Cidr cidr() {
        return cidr;
    }

    @Override
    public String ident() {
        return ident;
    }

    @Override
    public String waitingFor() {
        return estate.journal().trouble().map(t -> "the disk: " + t).orElse(waitingFor);
    }

    @Override
    public boolean attempt() {
        if (!estate.universe().contains(cidr.address())) {
            takeFromOutside();
            return true;
        }
        election.begin();
        PeerName owner = estate.ring().owner(cidr.address());
        if (owner.equals(PeerName.NONE)) {
            waitingFor = "the first ring: " + election.progress();
            succeedIfPatient();
            return false;
        }
        if (!owner.equals(estate.self())) {
            return askOwner(owner);
        }
        takeOfOurs();
        return true;
    }

    @Override
    public void cancel() {
        answer.cancel(false);
    }

    /** Another peer says that it does not give the address away. */
    void denied(PeerName owner) {
        String nickname = estate.nicknames().get(owner);
        String name = nickname == null ? owner.toString() : owner + " (" + nickname + ")";
        fail("address " + cidr + " is owned by other peer " + name);
    }

    /** Not ours to manage: the user knows. */
    private void takeFromOutside() {
        Optional<String> holder = estate.claims().ownerOf(cidr.address());
        String under = Claims.fileUnder(ident, cidr);
        if (holder.isPresent() && !holder.get().equals(under)) {
            if (!isDead.test(holder.get())) {
                fail("address " + cidr + " already in use by " + holder.get());
                return;
            }
            estate.release(holder.get(), cidr.address());
            holder = Optional.empty();
        }
        if (holder.isEmpty()) {
            estate.own(ident, cidr, isContainer);
        }
        succeed();
    }

    private boolean askOwner(PeerName owner) {
        waitingFor = "the address from " + estate.display(owner);
        if (estate.mesh().isReachable(owner)) {
            if (!estate.isFrozen()) {
                messenger.requestSpace(owner, AddressRange.of(cidr.address()));
            }
            return false;
        }
        waitingFor = estate.display(owner) + ", which has the address, to become reachable";
        if (patient) {
            succeedIfPatient();
            return false;
        }
        if (++attempts > ATTEMPTS_MAX) {
            denied(owner);
            return true;
        }
        return false;
    }

    private void takeOfOurs() {
        Optional<String> holder = estate.claims().ownerOf(cidr.address());
        if (holder.isEmpty()) {
            if (estate.space().isAnyInUse(AddressRange.of(cidr.address()))) {
                fail("address " + cidr + " is not available");
                return;
            }
            estate.own(ident, cidr, isContainer);
            succeed();
        } else if (holder.get().equals(ident) || ident.equals(Claims.NO_CONTAINER)) {
            succeed();
        } else if (holder.get().equals(cidr.addressText())) {
            fail("address " + cidr + " already in use");
        } else {
            fail("address " + cidr + " is already owned by " + holder.get());
        }
    }

    private void succeedIfPatient() {
        if (patient) {
            succeed();
        }
    }

    private void succeed() {
        estate.journal().then(() -> answer.complete(null));
    }

    private void fail(String reason) {
        estate.journal().then(() -> answer.completeExceptionally(new IpamException(reason)));
    }
}
