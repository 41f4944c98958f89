package weave.bench.carrier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;
import weave.testkit.Privileged;
import weave.testkit.Seed;

class CPumpTest {
    private static final int LENGTH = 3_000_000;
    private static final String LOSS =
            "iptables -A INPUT -i up0 -p udp -m statistic --mode nth --every 20 --packet 0 -j DROP";

    @Test
    void shouldCompileWithoutAWarning(@TempDir Path folder) {
        CPump.compile(folder);
        String strict = "cc -std=gnu11 -O2 -Wall -Wextra -Werror -pthread -o checked";
        String said =
                Commands.output(
                        "sh", "-c", "cd " + folder + " && " + strict + " tap_udp_pump.c 2>&1");
        assertEquals("", said);
    }

    /** Every 20th datagram is lost: each costs its own super-frame only, so TCP goes on. */
    @Test
    @Privileged
    void shouldCarryEveryByteWhenDatagramsAreLost() throws Exception {
        CPump pump = new CPump();
        byte[] bytes = new byte[LENGTH];
        new Random(Seed.next(CPumpTest.class)).nextBytes(bytes);
        try (Lab lab = Lab.open(pump.name(), 1500)) {
            Ends ends = pump.up(lab);
            ends.awaitReply(pump.name(), Patience.SOON);
            for (Side side : Side.values()) {
                Namespace host = lab.host(side);
                // Cut before they travel, so that loss strikes single datagrams.
                host.output("ethtool", "-K", Lab.UPLINK, "tx-udp-segmentation", "off");
                host.output(LOSS.split(" "));
            }
            assertArrayEquals(bytes, carried(ends, bytes));
            String rules = lab.host(Side.RIGHT).output("iptables", "-nvxL", "INPUT");
            assertTrue(rules.matches("(?s).*\n +[1-9][0-9]* .*DROP.*"), rules);
        }
    }

    private static byte[] carried(Ends ends, byte[] bytes) throws IOException {
        InetAddress right = InetAddress.getByName(ends.rightIp());
        try (ServerSocket server = ends.right().call(() -> new ServerSocket(0, 1, right))) {
            FutureTask<byte[]> received =
                    ends.right()
                            .begin(
                                    "receiver",
                                    () -> {
                                        try (Socket socket = server.accept()) {
                                            return socket.getInputStream().readAllBytes();
                                        }
                                    });
            ends.left()
                    .call(() -> {
                        try (Socket socket = new Socket(right, server.getLocalPort())) {
                            socket.getOutputStream().write(bytes);
                            return null;
                        }
                    });
            return Namespace.await(received);
        }
    }
}
