package weave.xdp.socket;

import weave.testkit.NetworkNamespace;
import weave.xdp.program.RedirectAll;
import weave.xdp.program.XdpAttachment;
import weave.xdp.program.XdpMode;

/** Two namespaces joined by a veth pair, both ends with a program that redirects everything. */
final class VethPair implements AutoCloseable {
    static final String DEVICE = "eth0";

    final End left;
    final End right;

    /** One end. */
    static final class End implements AutoCloseable {
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

        @Override
        public void close() {
            if (attachment != null) {
                attachment.close();
            }
            namespace.close();
        }
    }

    VethPair(int queues, int mtu) {
        left = new End("left");
        right = new End("right");
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
        for (End end : new End[] {left, right}) {
            end.namespace.run("sysctl", "-qw", "net.ipv6.conf." + DEVICE + ".disable_ipv6=1");
            end.namespace.ip("link set " + DEVICE + " up");
            end.index = Integer.parseInt(end.namespace.ip("-o link show " + DEVICE).split(":")[0]);
        }
    }

    VethPair attach(XdpMode mode, int queues) throws Exception {
        left.attach(mode, queues);
        right.attach(mode, queues);
        return this;
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
