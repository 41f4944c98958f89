package weave.gossip.ipam;

import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;

/** Brings a first ring about: votes, or cries for help if we do not vote. */
final class Election {
    private final Estate estate;
    private final IpamMessenger messenger;
    private final Runnable ringUpdated;
    private boolean waiting;

    /**
     * @param ringUpdated told when there is a ring
     */
    Election(Estate estate, IpamMessenger messenger, Runnable ringUpdated) {
        this.estate = estate;
        this.messenger = messenger;
        this.ringUpdated = ringUpdated;
    }

    /** Whether an election was started here and is not over. */
    boolean isWaiting() {
        return waiting;
    }

    /** There must be a ring: starts an election if there is neither ring nor election. */
    void begin() {
        if (!estate.ring().isEmpty() || waiting) {
            return;
        }
        waiting = true;
        if (estate.paxos().isElector()) {
            estate.paxos().quorum(quorum());
        }
        propose();
        decideIfAgreed();
    }

    /** Once in a while: a new proposal, as the last one may have met another's. */
    void tick() {
        if (waiting) {
            propose();
        }
    }

    /** Somebody tells what it knows of the election. */
    void heard(Map<PaxosNode, PaxosClaims> theirs) {
        Paxos paxos = estate.paxos();
        if (!paxos.isElector() || !paxos.update(theirs)) {
            return;
        }
        estate.journal().changed();
        if (paxos.think()) {
            messenger.broadcast();
        }
        decideIfAgreed();
    }

    /** Somebody who does not vote wants a ring. */
    void cryHeard() {
        if (estate.paxos().isElector()) {
            begin();
        }
    }

    /** The ring is divided among these. */
    void divide(List<PeerName> among) {
        estate.ring(Ring.divided(estate.universe(), estate.self(), among));
        ringUpdated.run();
        messenger.broadcast();
    }

    /** There is a ring. */
    void over() {
        waiting = false;
        estate.forgetElection();
    }

    /** How far it has come, for people. */
    String progress() {
        return "quorum " + estate.paxos().quorum() + ", known " + estate.paxos().known().size();
    }

    private int quorum() {
        IpamInit init = estate.config().init();
        return (init.count() == 0 ? estate.mesh().voters() : init.count()) / 2 + 1;
    }

    private void propose() {
        if (estate.paxos().isElector()) {
            estate.paxos().propose();
            estate.journal().changed();
        }
        messenger.broadcast();
    }

    private void decideIfAgreed() {
        estate.paxos().consensus().ifPresent(this::divide);
    }
}
