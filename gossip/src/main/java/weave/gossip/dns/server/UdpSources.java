package weave.gossip.dns.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a server listens on all addresses: a socket for each that it is asked at. An answer has to
 * come from the address that was asked, and the kernel would choose another where an interface has
 * several. Once there, such a socket gets what comes to its address itself.
 */
final class UdpSources {
    /** Addresses of this host; beyond it, answers leave as the kernel likes. */
    private static final int SOCKETS_MAX = 256;

    private final Function<InetAddress, ChannelFuture> opener;
    private final Channel anyAddress;
    private final Map<InetAddress, ChannelFuture> sockets = new HashMap<>();

    /**
     * @param opener makes the socket of an address
     * @param anyAddress the socket of all addresses
     */
    UdpSources(Function<InetAddress, ChannelFuture> opener, Channel anyAddress) {
        this.opener = opener;
        this.anyAddress = anyAddress;
    }

    /** Sends {@code answer} from {@code source}; takes it over. */
    void send(InetAddress source, DatagramPacket answer) {
        ChannelFuture socket = sockets.get(source);
        if (socket == null && sockets.size() < SOCKETS_MAX && UpstreamServers.isLocal(source)) {
            socket = opener.apply(source);
            sockets.put(source, socket);
        }
        if (socket == null) {
            anyAddress.writeAndFlush(answer, anyAddress.voidPromise());
            return;
        }
        Channel own = socket.channel();
        socket.addListener(opened -> {
            Channel channel = opened.isSuccess() ? own : anyAddress;
            channel.writeAndFlush(answer, channel.voidPromise());
        });
    }

    void close() {
        sockets.values().forEach(socket -> socket.channel().close());
    }
}
