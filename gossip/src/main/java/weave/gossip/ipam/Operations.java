package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import weave.core.peer.PeerName;

/** The operations that are not over, and what they wait for. */
final class Operations {
    private final Estate estate;
    private final List<ClaimOperation> claims = new ArrayList<>();
    private final List<AllocateOperation> allocations = new ArrayList<>();
    private final List<AllocateOperation> unsaved = new ArrayList<>();
    private final List<CompletableFuture<Void>> primings = new ArrayList<>();

    Operations(Estate estate) {
        this.estate = estate;
    }

    /** Tries it, and keeps it if it has to wait. */
    void begin(AllocateOperation operation) {
        if (operation.attempt()) {
            saving(operation);
        } else {
            allocations.add(operation);
        }
    }

    /** Tries it, and keeps it if it has to wait. */
    void begin(ClaimOperation operation) {
        if (!operation.attempt()) {
            claims.add(operation);
        }
    }

    /** Told when there is a ring. */
    void begin(CompletableFuture<Void> priming) {
        primings.add(priming);
        primeIfRing();
    }

    /** When an answer is cancelled, its operation is given up. */
    void follow(CompletableFuture<?> answer, PendingOperation operation) {
        answer.whenComplete((_, failure) -> {
            if (failure instanceof CancellationException) {
                forget(operation);
            }
        });
    }

    /** Something has changed: claims first, as they want one address and no other. */
    void retry() {
        claims.removeAll(attempted(claims));
        List<AllocateOperation> done = attempted(allocations);
        allocations.removeAll(done);
        done.forEach(this::saving);
        primeIfRing();
    }

    /** The owner of addresses gives them not away. */
    void denied(PeerName owner, AddressRange range) {
        for (ClaimOperation claim : List.copyOf(claims)) {
            if (range.contains(claim.cidr().address())) {
                claim.denied(owner);
                claims.remove(claim);
            }
        }
    }

    void cancelFor(String ident) {
        all().stream().filter(o -> o.ident().equals(ident)).forEach(this::cancel);
    }

    void cancelAll() {
        all().forEach(this::cancel);
    }

    List<IpamStatus.Waiting> waitingClaims() {
        return claims.stream()
                .map(c -> new IpamStatus.Waiting(c.ident(), c.cidr().toString(), c.waitingFor()))
                .toList();
    }

    /** Those that wait for an address, and those that only wait for the disk. */
    List<IpamStatus.Waiting> waitingAllocations() {
        List<AllocateOperation> waiting = new ArrayList<>(allocations);
        waiting.addAll(unsaved);
        return waiting.stream()
                .map(a -> new IpamStatus.Waiting(a.ident(), a.subnet().toString(), a.waitingFor()))
                .toList();
    }

    private void cancel(PendingOperation operation) {
        operation.cancel();
        forget(operation);
    }

    private void forget(PendingOperation operation) {
        claims.remove(operation);
        allocations.remove(operation);
    }

    private List<PendingOperation> all() {
        List<PendingOperation> all = new ArrayList<>(claims);
        all.addAll(allocations);
        return all;
    }

    private static <T extends PendingOperation> List<T> attempted(List<T> operations) {
        return List.copyOf(operations).stream().filter(PendingOperation::attempt).toList();
    }

    private void saving(AllocateOperation operation) {
        unsaved.add(operation);
        estate.journal().then(() -> unsaved.remove(operation));
    }

    private void primeIfRing() {
        if (!estate.ring().isEmpty() && !primings.isEmpty()) {
            List<CompletableFuture<Void>> primed = List.copyOf(primings);
            primings.clear();
            estate.journal().then(() -> primed.forEach(answer -> answer.complete(null)));
        }
    }
}
