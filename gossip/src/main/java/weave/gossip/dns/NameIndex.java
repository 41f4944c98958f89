package weave.gossip.dns;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Names to answers. One thread writes, any number read, without locks and without garbage: a chain
 * is never changed but replaced, and a change is seen whole or not at all.
 */
public final class NameIndex {
    private static final int BUCKETS_MIN = 64;

    /** Published with release by the writer; its places likewise. */
    private volatile AtomicReferenceArray<Node> buckets = new AtomicReferenceArray<>(BUCKETS_MIN);

    /** The writer's. */
    private int count;

    private record Node(byte[] name, int hash, Answers answers, Node next) {}

    /**
     * What there is to say of a name.
     *
     * @param name its bytes, in lower case, from the array's beginning
     * @return {@code null} if there is nothing
     */
    public Answers find(byte[] name, int length) {
        int hash = hash(name, length);
        AtomicReferenceArray<Node> now = buckets;
        Node node = now.getAcquire(hash & now.length() - 1);
        while (node != null) {
            if (node.hash == hash
                    && Arrays.equals(node.name, 0, node.name.length, name, 0, length)) {
                return node.answers;
            }
            node = node.next;
        }
        return null;
    }

    /**
     * Sets what there is to say. On the writing thread.
     *
     * @param name in lower case; not to be changed any more
     */
    void put(byte[] name, Answers answers) {
        if (count >= buckets.length()) {
            grow();
        }
        int hash = hash(name, name.length);
        int place = hash & buckets.length() - 1;
        Node first = buckets.getPlain(place);
        Node left = without(first, hash, name);
        count += left == first ? 1 : 0;
        buckets.setRelease(place, new Node(name, hash, answers, left));
    }

    /** Says nothing of a name any more. On the writing thread. */
    void remove(byte[] name) {
        int hash = hash(name, name.length);
        int place = hash & buckets.length() - 1;
        Node first = buckets.getPlain(place);
        Node left = without(first, hash, name);
        if (left != first) {
            buckets.setRelease(place, left);
            count--;
        }
    }

    private void grow() {
        AtomicReferenceArray<Node> wider = new AtomicReferenceArray<>(2 * buckets.length());
        for (int i = 0; i < buckets.length(); i++) {
            for (Node node = buckets.getPlain(i); node != null; node = node.next) {
                int place = node.hash & wider.length() - 1;
                wider.setPlain(
                        place, new Node(node.name, node.hash, node.answers, wider.getPlain(place)));
            }
        }
        buckets = wider;
    }

    /** The same chain if the name is not in it. Chains are short: there are more buckets. */
    private static Node without(Node node, int hash, byte[] name) {
        if (node == null) {
            return null;
        }
        if (node.hash == hash && Arrays.equals(node.name, name)) {
            return node.next;
        }
        Node left = without(node.next, hash, name);
        return left == node.next ? node : new Node(node.name, node.hash, node.answers, left);
    }

    private static int hash(byte[] name, int length) {
        int hash = 0x811C_9DC5;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ name[i]) * 0x0100_0193;
        }
        return hash ^ hash >>> 15;
    }
}
