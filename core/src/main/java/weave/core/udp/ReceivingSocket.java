package weave.core.udp;

import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;

/**
 * A socket of which datagrams are received, one by one: the kernel joins none of them, since
 * readers may write over the bytes before a datagram's own.
 */
public final class ReceivingSocket implements AutoCloseable {
    private final int fd;
    private final int port;

    private ReceivingSocket(int fd, int port) {
        this.fd = fd;
        this.port = port;
    }

    /**
     * @param ip the local IPv4 address as a number, 0 for any
     * @param port 1 to 65535
     * @throws LinuxException if the kernel refuses, for example because the port is in use
     */
    public static ReceivingSocket open(int ip, int port, Tuning tuning) {
        CallState state = new CallState();
        int fd = Endpoint.socket(state);
        try {
            Endpoint.bind(state, fd, ip, port);
            new SocketOptions(state, tuning).applyUnjoined(fd);
        } catch (RuntimeException refused) {
            Files.close(state, fd);
            throw refused;
        }
        return new ReceivingSocket(fd, port);
    }

    public int fd() {
        return fd;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        Files.close(new CallState(), fd);
    }
}
