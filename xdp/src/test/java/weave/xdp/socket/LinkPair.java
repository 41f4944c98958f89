package weave.xdp.socket;

import weave.testkit.CardPair;
import weave.testkit.NetworkNamespace;
import weave.xdp.program.RedirectAll;
import weave.xdp.program.XdpAttachment;
import weave.xdp.program.XdpMode;

/**
 * Two namespaces joined by a veth pair or by network cards, both ends with a program that redirects
 * everything.
 */
final class LinkPair implements AutoCloseable {
    static final String DEVICE = "eth0";

    final End left = new End("left");
    final End right = new End("right");

    /** Null for virtual links. */
    private final CardPair cards;

    /** One end. */
    static final class End {
        final NetworkNamespace namespace;
        int index;
        XdpAttachment attachment;

        End(String name) {
            namespace = NetworkNamespace.create(name);
        }

        void attach(XdpMode mode, int queues) throws Exception {
            attachment =
                    namespace.call(
                            () -> XdpAttachment.attach(new RedirectAll(), index, mode, queues));
        }

        XdpSocketConfig config(int queue) {
            return XdpSocketConfig.of(DEVICE, index, queue).withRingSize(256);
        }

        /** A socket that receives what the queue does. */
        XdpSocket open(XdpSocketConfig config, Umem umem, FramePool pool) throws Exception {
            XdpSocket socket = namespace.call(() -> XdpSocket.open(config, umem, pool));
            if (attachment != null) {
                attachment.bind(config.queue(), socket.fd());
            }
            return socket;
        }

        private void detach() {
            if (attachment != null) {
                attachment.close();
            }
        }
    }

    LinkPair(int queues, int mtu) {
        cards = null;
        String each = " numrxqueues " + queues + " numtxqueues " + queues + " mtu " + mtu;
        left.namespace.ip(
                "link add "
                        + DEVICE
                        + each
                        + " type veth peer name "
                        + DEVICE
                        + " netns "
                        + right.namespace.name()
                        + each);
        up();
    }

    /** Two network cards: those of the kernel lab. */
    static LinkPair ofCards(int mtu) {
        return new LinkPair(mtu);
    }

    private LinkPair(int mtu) {
        cards = CardPair.plug(left.namespace, right.namespace, DEVICE);
        for (End end : new End[] {left, right}) {
            // Unlike a veth, a card takes only what is for its own MAC, else.
            end.namespace.ip("link set " + DEVICE + " promisc on mtu " + mtu);
        }
        up();
    }

    private void up() {
        for (End end : new End[] {left, right}) {
            end.namespace.run("sysctl", "-qw", "net.ipv6.conf." + DEVICE + ".disable_ipv6=1");
            end.namespace.ip("link set " + DEVICE + " up");
            end.index = Integer.parseInt(end.namespace.ip("-o link show " + DEVICE).split(":")[0]);
        }
    }

    LinkPair attach(XdpMode mode, int queues) throws Exception {
        left.attach(mode, queues);
        right.attach(mode, queues);
        return this;
    }

    @Override
    public void close() {
        left.detach();
        right.detach();
        if (cards != null) {
            cards.close();
        }
        left.namespace.close();
        right.namespace.close();
    }
}
