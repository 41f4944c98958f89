package weave.tools.hosts;

import java.time.Duration;
import java.util.concurrent.Callable;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/** A container: a namespace plugged into its host's bridge, all offloads on. */
final class Container implements AutoCloseable {
    private final NetworkNamespace namespace;
    private final String ip;
    private final String ipv6;

    private Container(int number) {
        namespace = NetworkNamespace.create("box" + number);
        ip = "10.32." + number / 250 + "." + (number % 250 + 1);
        ipv6 = "fd00:32::" + Integer.toHexString(number);
    }

    /** One that the host's daemon attaches; its interface is called {@code ethwe}. */
    static Container attached(Host host, int number) {
        Container container = new Container(number);
        container.attach(host);
        return container;
    }

    /** Has the host's daemon attach it, at its first or at another host. */
    void attach(Host host) {
        HttpAnswer answer =
                host.http(
                        "POST",
                        "/attach",
                        "no-dns=true&container=%s&address=%s/12".formatted(namespace.name(), ip));
        if (answer.code() != 200) {
            throw new AssertionError(answer);
        }
    }

    /** Has the host's daemon detach it. */
    void detach(Host host) {
        HttpAnswer answer = host.http("POST", "/detach", "container=" + namespace.name());
        if (answer.code() != 200) {
            throw new AssertionError(answer);
        }
    }

    Container(Host host, int number, int mtu) {
        this(number);
        String end = "vethbox" + number;
        NetworkNamespace.join(host.namespace(), end, namespace, "eth0");
        host.namespace().ip("link set " + end + " mtu " + mtu + " master weave");
        namespace.ip("link set eth0 mtu " + mtu);
        namespace.ip("addr add " + ip + "/12 dev eth0");
        namespace.ip("addr add " + ipv6 + "/64 dev eth0 nodad");
        namespace.ip("route add 224.0.0.0/4 dev eth0");
    }

    String ip() {
        return ip;
    }

    String ipv6() {
        return ipv6;
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    /** Runs work on a thread that is in the container: sockets that it opens stay there. */
    <T> T call(Callable<T> work) throws Exception {
        return namespace.call(work);
    }

    /** Whether one echo request is answered within a second. */
    boolean reaches(Container other) {
        return namespace.run("ping", "-n", "-c", "1", "-W", "1", other.ip).exit() == 0;
    }

    /** Waits until it is; fails after {@code atMost}. */
    void awaitReaches(Container other, Duration atMost) {
        Await.until(ip + " reaches " + other.ip, atMost, () -> reaches(other));
    }

    /** Waits until echo requests go unanswered. */
    void awaitCutOffFrom(Container other, Duration atMost) {
        Await.until(ip + " no longer reaches " + other.ip, atMost, () -> !reaches(other));
    }

    @Override
    public void close() {
        namespace.close();
    }
}
