package weave.tools.hosts;

import java.time.Duration;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/** A container that is attached by {@code weave attach}: a namespace with nothing but lo. */
final class Box {
    private final NetworkNamespace namespace;

    Box(Lab lab, String hint) {
        namespace = lab.namespace(hint);
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    String name() {
        return namespace.name();
    }

    boolean reaches(String address) {
        return reaches(namespace, address);
    }

    /** Waits until an echo request is answered. */
    void awaitReaches(String address) {
        Await.until(name() + " reaches " + address, Host.SOON, () -> reaches(address));
    }

    /** Whether one echo request is answered within a second. */
    static boolean reaches(NetworkNamespace from, String address) {
        return from.run("ping", "-n", "-c", "1", "-W", "1", address).exit() == 0;
    }

    static void awaitReaches(NetworkNamespace from, String address, Duration atMost) {
        Await.until(from.name() + " reaches " + address, atMost, () -> reaches(from, address));
    }
}
