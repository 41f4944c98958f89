package weave.core.forward;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weave.core.control.ForwardingSnapshot;

/**
 * Which MAC address lives at which peer. One agent writes, others read without locks.
 *
 * <p>Open addressing over arrays of a fixed size. A slot keeps its key for ever or until another
 * MAC takes a forgotten slot over, so that a chain of probes never breaks; a forgotten slot has no
 * peer. A reader checks the key again after reading the peer, because the slot may have changed
 * hands in between.
 */
public final class MacTable {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** MACs are stored with this bit set, so that 00:00:00:00:00:00 differs from an empty slot. */
    private static final long TAKEN = 1L << 48;

    /**
     * A time is renewed only when it is older than this, so that the cache line of a busy address
     * does not travel between the processors with every frame.
     */
    private static final long SEEN_RESOLUTION_NANOS = 1_000_000;

    private static final long NOBODY = 0;
    private static final long MULTICAST = 1L << 40;

    private final int sizeMax;
    private final int mask;
    private final long[] macs;
    private final long[] peers;
    private final long[] seenNanos;
    private int size;

    /** A table for {@code sizeMax} addresses; what comes beyond is not learned. */
    public MacTable(int sizeMax) {
        this.sizeMax = sizeMax;
        int slots = Integer.highestOneBit(Math.max(16, sizeMax) * 2 - 1) << 1;
        mask = slots - 1;
        macs = new long[slots];
        peers = new long[slots];
        seenNanos = new long[slots];
    }

    /**
     * The writer saw {@code mac} at {@code peer}. Multicast addresses are no source and are not
     * learned.
     *
     * @return whether it is known now; not when the table is full
     */
    public boolean learn(long mac, long peer, long nowNanos) {
        if ((mac & MULTICAST) != 0) {
            return false;
        }
        int slot = writerSlot(mac);
        if (slot < 0) {
            return false;
        }
        if (peers[slot] == peer) {
            if (nowNanos - seenNanos[slot] >= SEEN_RESOLUTION_NANOS) {
                ELEMENT.setOpaque(seenNanos, slot, nowNanos);
            }
            return true;
        }
        ELEMENT.setOpaque(seenNanos, slot, nowNanos);
        if (peers[slot] == NOBODY) {
            if (size == sizeMax) {
                return false;
            }
            size++;
            ELEMENT.setRelease(macs, slot, mac | TAKEN);
        }
        ELEMENT.setRelease(peers, slot, peer);
        return true;
    }

    /** The peer at which {@code mac} lives, or 0. Any thread. */
    public long peerOf(long mac) {
        int slot = readerSlot(mac);
        if (slot < 0) {
            return NOBODY;
        }
        long peer = (long) ELEMENT.getAcquire(peers, slot);
        boolean same = (long) ELEMENT.getAcquire(macs, slot) == (mac | TAKEN);
        return same ? peer : NOBODY;
    }

    /** The same if it was seen within {@code ageNanosMax} before {@code nowNanos}, else 0. */
    public long peerOf(long mac, long nowNanos, long ageNanosMax) {
        int slot = readerSlot(mac);
        if (slot < 0 || nowNanos - (long) ELEMENT.getOpaque(seenNanos, slot) > ageNanosMax) {
            return NOBODY;
        }
        return peerOf(mac);
    }

    /** When {@code mac} was seen last, {@link System#nanoTime()}; 0 if it never was. Any thread. */
    public long seenNanos(long mac) {
        int slot = readerSlot(mac);
        return slot < 0 ? 0 : (long) ELEMENT.getOpaque(seenNanos, slot);
    }

    /** The writer forgets one address. */
    public void forget(long mac) {
        int slot = readerSlot(mac);
        if (slot >= 0) {
            clear(slot);
        }
    }

    /** The writer forgets the addresses of peers that are no longer in the topology. */
    public int forgetUnknown(ForwardingSnapshot snapshot) {
        int before = size;
        for (int slot = 0; slot <= mask; slot++) {
            if (peers[slot] != NOBODY && !snapshot.knows(peers[slot])) {
                clear(slot);
            }
        }
        return before - size;
    }

    /** The writer forgets all that was seen last more than {@code ageNanosMax} ago. */
    public int forgetOlder(long nowNanos, long ageNanosMax) {
        int before = size;
        for (int slot = 0; slot <= mask; slot++) {
            if (peers[slot] != NOBODY && nowNanos - seenNanos[slot] > ageNanosMax) {
                clear(slot);
            }
        }
        return before - size;
    }

    /**
     * How many slots a page must look at: {@link #macAt} and its siblings take 0 to this minus 1.
     */
    public int slots() {
        return mask + 1;
    }

    /** The MAC in a slot; meaningful if {@link #peerAt} is not 0. */
    public long macAt(int slot) {
        return (long) ELEMENT.getAcquire(macs, slot) & ~TAKEN;
    }

    /** The peer in a slot, or 0 when the slot is free. */
    public long peerAt(int slot) {
        return (long) ELEMENT.getAcquire(peers, slot);
    }

    /** When the MAC in a slot was seen last, {@link System#nanoTime()}. */
    public long seenNanosAt(int slot) {
        return (long) ELEMENT.getOpaque(seenNanos, slot);
    }

    /** How many addresses are known; exact for the writer. */
    public int size() {
        return size;
    }

    private void clear(int slot) {
        if (peers[slot] == NOBODY) {
            return;
        }
        ELEMENT.setRelease(peers, slot, NOBODY);
        size--;
        emptyChainEnd(slot);
    }

    /** Forgotten slots at the end of a chain become empty again, so that chains stay short. */
    private void emptyChainEnd(int last) {
        if (macs[last + 1 & mask] != 0) {
            return;
        }
        for (int slot = last; macs[slot] != 0 && peers[slot] == NOBODY; slot = slot - 1 & mask) {
            ELEMENT.setRelease(macs, slot, 0L);
        }
    }

    /** The slot of {@code mac}, else one that it may take, else -1. */
    private int writerSlot(long mac) {
        long key = mac | TAKEN;
        int free = -1;
        for (int probe = 0, slot = hash(mac); probe <= mask; probe++, slot = slot + 1 & mask) {
            long found = macs[slot];
            if (found == key) {
                return slot;
            }
            if (free < 0 && peers[slot] == NOBODY) {
                free = slot;
            }
            if (found == 0) {
                break;
            }
        }
        return free;
    }

    private int readerSlot(long mac) {
        long key = mac | TAKEN;
        for (int probe = 0, slot = hash(mac); probe <= mask; probe++, slot = slot + 1 & mask) {
            long found = (long) ELEMENT.getAcquire(macs, slot);
            if (found == key) {
                return slot;
            }
            if (found == 0) {
                return -1;
            }
        }
        return -1;
    }

    private int hash(long mac) {
        long mixed = mac * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
