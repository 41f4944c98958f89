package weave.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import weave.core.fastdp.EspException;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.EspParameters;
import weave.core.fastdp.EspPath;
import weave.core.fastdp.FastControl;
import weave.core.overlay.EspKeys;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;

/** The order in which one connection's encryption is put into the kernel and told. */
class EspTunnelTest {
    private static final PeerName SELF = PeerName.parse("02:00:00:00:00:01");
    private static final PeerName PEER = PeerName.parse("02:00:00:00:00:02");
    private static final long RENEWAL_SECONDS = 3600;
    private static final long CHECK_SECONDS = 10;
    private static final EspPath PATH = new EspPath(0x0A000001, 0x0A000002, 6784, 99);

    private final List<String> events = new ArrayList<>();
    private final ManualSchedule schedule = new ManualSchedule();
    private final byte[] sessionKey = new byte[32];
    private String trouble = "";
    private String refusal;
    private String lost;
    private long arrived;
    private long arrivedPerCheck = 1;
    private int spis;

    @Test
    void shouldStartHeartbeatsWhenTheNeighbourHasSaidHowToSend() {
        EspTunnel tunnel = tunnel(false);

        tunnel.confirm();
        tunnel.parameters(parameters(0x777));

        assertEquals(
                List.of(
                        "receive 1 by key of " + SELF,
                        "tell 1",
                        "send 777 by key of " + PEER,
                        "ready"),
                events);
    }

    @Test
    void shouldIgnoreFurtherParametersWhenKeysAreNotRenewed() {
        EspTunnel tunnel = tunnel(false);
        tunnel.confirm();
        tunnel.parameters(parameters(0x777));
        events.clear();

        tunnel.parameters(parameters(0x888));
        arrived = EspTunnel.RENEWAL_PACKETS;
        schedule.pass(2 * RENEWAL_SECONDS);

        assertEquals(List.of(), events);
    }

    @Test
    void shouldSendByTheNewKeyBeforeTheOldOneGoes() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        tunnel.parameters(parameters(0x777));
        events.clear();

        tunnel.parameters(parameters(0x888));
        assertEquals(List.of("send 888 by key of " + PEER), events);
        schedule.pass(CHECK_SECONDS);

        assertEquals(List.of("send 888 by key of " + PEER, "stop sending 777"), events);
    }

    @Test
    void shouldRenewTheKeyAfterAnHour() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        arrived = 1;
        schedule.pass(RENEWAL_SECONDS - CHECK_SECONDS);
        assertEquals(List.of("receive 1 by key of " + SELF, "tell 1"), events);
        events.clear();

        schedule.pass(CHECK_SECONDS);
        assertEquals(List.of("receive 2 by key of " + SELF, "tell 2"), events);
    }

    @Test
    void shouldReceiveByTheOldKeyUntilTheNewOneIsInUse() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        arrived = EspTunnel.RENEWAL_PACKETS;
        schedule.pass(CHECK_SECONDS);
        arrived = 0;
        events.clear();

        schedule.pass(RENEWAL_SECONDS / 2);
        assertEquals(List.of(), events);
        arrived = 1;
        schedule.pass(CHECK_SECONDS);
        assertEquals(List.of(), events);
        schedule.pass(CHECK_SECONDS);

        assertEquals(List.of("stop receiving 1"), events);
    }

    @Test
    void shouldFailTheFastDatapathAloneWhenTheKernelGoesOnRefusing() {
        refusal = "it may not";

        tunnel(true).confirm();
        schedule.pass(EspTunnel.FURTHER_TRIES * CHECK_SECONDS - 1);
        assertEquals(List.of(), events);
        schedule.pass(RENEWAL_SECONDS);

        assertEquals(List.of("failed: encryption: it may not"), events);
    }

    @Test
    void shouldBeginLaterWhenTheKernelRefusesForAMoment() {
        refusal = "somebody holds the lock";
        tunnel(true).confirm();
        refusal = null;

        schedule.pass(CHECK_SECONDS);

        assertEquals(List.of("receive 1 by key of " + SELF, "tell 1"), events);
    }

    @Test
    void shouldTakeNewKeysWhenSomebodyHasRemovedThose() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        events.clear();

        lost = "no such process";
        refusal = "not yet";
        schedule.pass(2 * CHECK_SECONDS);
        assertEquals(List.of("stop receiving 1"), events);
        refusal = null;
        schedule.pass(CHECK_SECONDS);

        assertEquals(List.of("stop receiving 1", "receive 2 by key of " + SELF, "tell 2"), events);
    }

    @Test
    void shouldFailWhenSomebodyHasRemovedKeysThatAreNotRenewed() {
        EspTunnel tunnel = tunnel(false);
        tunnel.confirm();
        events.clear();

        lost = "no such process";
        schedule.pass(RENEWAL_SECONDS);

        assertEquals(List.of("failed: encryption: no such process"), events);
    }

    @Test
    void shouldTakeANewKeyOnceWhenNothingArrivesAnyMore() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        arrived = 1;
        schedule.pass(CHECK_SECONDS);
        events.clear();

        arrivedPerCheck = 0;
        schedule.pass(EspTunnel.SILENT_CHECKS_MAX * CHECK_SECONDS);
        assertEquals(List.of("receive 2 by key of " + SELF, "tell 2"), events);
        arrived = 0;
        schedule.pass(RENEWAL_SECONDS / 2);

        assertEquals(List.of("receive 2 by key of " + SELF, "tell 2"), events);
    }

    @Test
    void shouldReplaceAKeyThatTheNeighbourHasNotTakenInTime() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        arrived = EspTunnel.RENEWAL_PACKETS;
        schedule.pass(CHECK_SECONDS);
        arrived = 0;
        events.clear();

        schedule.pass(RENEWAL_SECONDS);

        assertEquals(List.of("stop receiving 2", "receive 3 by key of " + SELF, "tell 3"), events);
    }

    @Test
    void shouldGoOnSendingByTheOldKeyWhenTheKernelRefusesANewOne() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        tunnel.parameters(parameters(0x777));
        events.clear();
        refusal = "no memory";

        tunnel.parameters(parameters(0x888));
        schedule.pass(CHECK_SECONDS);
        refusal = null;
        tunnel.parameters(parameters(0x999));

        assertEquals(List.of("send 999 by key of " + PEER), events);
    }

    @Test
    void shouldKeepTheKeyAndTryAgainWhenTheKernelRefusesANewOne() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        arrived = EspTunnel.RENEWAL_PACKETS;
        events.clear();
        refusal = "somebody holds the lock";

        schedule.pass(3 * CHECK_SECONDS);
        assertEquals(List.of(), events);
        refusal = null;
        schedule.pass(CHECK_SECONDS);

        assertEquals(List.of("receive 2 by key of " + SELF, "tell 2"), events);
    }

    @Test
    void shouldFailWhenTheNeighbourSaysNonsense() {
        EspTunnel tunnel = tunnel(true);

        tunnel.parameters(new byte[63]);

        assertEquals(List.of("failed: encryption: invalid payload size: 63"), events);
    }

    @Test
    void shouldLeaveItForAWhileWhenTheConnectionEnds() {
        EspTunnel tunnel = tunnel(true);
        tunnel.confirm();
        events.clear();

        tunnel.close();
        tunnel.parameters(parameters(0x777));
        schedule.pass(FastDatapath.GRACE_SECONDS - 1);
        assertEquals(List.of(), events);
        schedule.pass(1);

        assertEquals(List.of("close"), events);
    }

    @Test
    void shouldRenewSoonAndOftenWhenKeysMayNotGetOld() {
        EspTunnel tunnel = tunnel(tunnels(EspTunnels.RENEWAL_MIN), true);
        tunnel.confirm();
        arrived = 1;
        schedule.pass(EspTunnels.RENEWAL_MIN.toSeconds());
        events.clear();

        schedule.pass(2 * EspTunnels.RENEWAL_MIN.toSeconds());

        assertEquals(
                List.of(
                        "stop receiving 1",
                        "receive 3 by key of " + SELF,
                        "tell 3",
                        "stop receiving 2",
                        "receive 4 by key of " + SELF,
                        "tell 4"),
                events);
    }

    @Test
    void shouldSayWhyWhenTheKernelHasNoEsp() {
        trouble = "this kernel has no ESP";
        EspTunnels tunnels = tunnels();

        assertEquals(
                "this kernel has no ESP",
                assertThrows(OverlayException.class, tunnels::check).getMessage());
    }

    private EspTunnels tunnels() {
        return tunnels(Duration.ofSeconds(RENEWAL_SECONDS));
    }

    private EspTunnels tunnels(Duration renewal) {
        return new EspTunnels(
                new RecordingKernel(),
                new Keys(),
                SELF,
                renewal,
                what -> schedule.schedule(what, FastDatapath.GRACE_SECONDS, TimeUnit.SECONDS),
                schedule);
    }

    private EspTunnel tunnel(boolean renews) {
        return tunnel(tunnels(), renews);
    }

    private EspTunnel tunnel(EspTunnels tunnels, boolean renews) {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 6783);
        OverlayRequest request =
                new OverlayRequest(PEER, "two", 99, true, address, address, sessionKey, Map.of());
        ControlMessenger messenger = new ControlMessenger(Runnable::run, new Listener());
        return new EspTunnel(tunnels, PATH, request, renews, messenger, new Owner());
    }

    private static byte[] parameters(int spi) {
        return new EspParameters(new byte[EspKeys.NONCE_LENGTH], spi).toBytes();
    }

    private final class Owner implements EspTunnel.Owner {
        @Override
        public void ready() {
            events.add("ready");
        }

        @Override
        public void failed(String reason) {
            events.add("failed: " + reason);
        }
    }

    /** Instead of a key, who receives. */
    private static final class Keys implements EspKeys {
        @Override
        public byte[] nonce() {
            return new byte[NONCE_LENGTH];
        }

        @Override
        public byte[] derive(byte[] sessionKey, byte[] nonce, PeerName receiver) {
            return receiver.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        }
    }

    private final class RecordingKernel implements EspKernel {
        @Override
        public String trouble() {
            return trouble;
        }

        @Override
        public int receive(EspPath path, byte[] key) throws EspException {
            refuse();
            spis++;
            events.add("receive " + spis + " by key of " + new String(key));
            return spis;
        }

        private void refuse() throws EspException {
            if (refusal != null) {
                throw new EspException(refusal);
            }
        }

        @Override
        public long arrived(EspPath path, int spi) throws EspException {
            if (lost != null) {
                String why = lost;
                lost = null;
                throw new EspException(why);
            }
            // Heartbeats follow the first packet.
            arrived += arrived == 0 ? 0 : arrivedPerCheck;
            return arrived;
        }

        @Override
        public void stopReceiving(EspPath path, int spi) {
            events.add("stop receiving " + spi);
        }

        @Override
        public void send(EspPath path, int spi, byte[] key) throws EspException {
            refuse();
            String hex = HexFormat.of().toHexDigits(spi).replaceFirst("^0+", "");
            events.add("send " + hex + " by key of " + new String(key));
        }

        @Override
        public void stopSending(EspPath path, int spi) {
            String hex = HexFormat.of().toHexDigits(spi).replaceFirst("^0+", "");
            events.add("stop sending " + hex);
        }

        @Override
        public void close(EspPath path) {
            assertEquals(PATH, path);
            events.add("close");
        }

        @Override
        public void dropPredecessors() {}

        @Override
        public void look() {}

        @Override
        public void close() {}
    }

    private final class Listener implements OverlayListener {
        @Override
        public void established() {}

        @Override
        public void failed(String reason) {}

        @Override
        public void unhealthy(String reason) {}

        @Override
        public void recovered() {}

        @Override
        public void sendControl(int tag, byte[] payload) {
            assertEquals(FastControl.SECURITY_ASSOCIATION, tag);
            events.add("tell " + payload[35]);
        }
    }
}
