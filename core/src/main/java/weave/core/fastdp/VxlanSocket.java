package weave.core.fastdp;

import weave.core.tuning.Tuning;
import weave.core.udp.ReceivingSocket;

/**
 * Where VXLAN is received if no kernel carries frames: all of it is user space's then, what comes
 * by an uplink and what the uplink leaves to the kernel's sockets. It is sent through the same
 * sockets as sleeve's datagrams.
 */
public final class VxlanSocket implements VxlanIntake, AutoCloseable {
    private final ReceivingSocket socket;

    private VxlanSocket(ReceivingSocket socket) {
        this.socket = socket;
    }

    /**
     * @param ip the local IPv4 address as a number, 0 for any
     * @param port where VXLAN is received, 1 to 65535
     * @throws weave.linux.LinuxException if the kernel refuses, for example because the port is in
     *     use
     */
    public static VxlanSocket open(int ip, int port, Tuning tuning) {
        return new VxlanSocket(ReceivingSocket.open(ip, port, tuning));
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    /** The port that VXLAN comes to, by whichever way. */
    public int port() {
        return socket.port();
    }

    @Override
    public void close() {
        socket.close();
    }
}
