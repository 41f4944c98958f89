package weave.core.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlaySwitchTest {
    @Test
    void shouldTellEstablishedOnceWhenTwoOverlaysEstablish() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlay(1).established();
        fixture.overlay(0).established();
        assertEquals(
                List.of("switched to sleeve", "established", "switched to fastdp"), fixture.told);
    }

    @Test
    void shouldSayWhyWhenTheSecondChoiceCarriesTheFrames() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlay(0).established();
        fixture.overlay(1).established();
        fixture.overlay(0).unhealthy("no heartbeat for 60 s");
        OverlayStatus status = fixture.overlaySwitch.status();
        assertEquals("sleeve", status.overlay());
        assertEquals(
                "sleeve is established; fastdp is on hold: no heartbeat for 60 s",
                status.details().get("choice"));
        assertEquals("on hold: no heartbeat for 60 s", status.details().get("fastdp"));
        assertEquals("sleeve", status.details().get("of"));
        fixture.overlay(0).recovered();
        assertEquals(
                "fastdp is established", fixture.overlaySwitch.status().details().get("choice"));
    }

    @Test
    void shouldSayWhenThePathIsTooNarrowForTheFirstChoice() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlays.get(0).underlayMtuNeeded = 1426;
        fixture.overlay(1).established();
        assertEquals(
                "sleeve is established; fastdp is not established yet",
                fixture.overlaySwitch.status().details().get("choice"));
        fixture.overlays.get(1).underlayMtu = 1400;
        assertEquals(
                "sleeve is established; fastdp is not established yet, and it is too narrow: 1400",
                fixture.overlaySwitch.status().details().get("choice"));
        fixture.overlay(0).unhealthy("no heartbeat for 60 s");
        assertEquals(
                "on hold: no heartbeat for 60 s, and it is too narrow: 1400",
                fixture.overlaySwitch.status().details().get("fastdp"));
        fixture.overlays.get(1).underlayMtu = 1426;
        assertEquals(
                "on hold: no heartbeat for 60 s",
                fixture.overlaySwitch.status().details().get("fastdp"));
    }

    @Test
    void shouldCarryOnWhenOneCannotBePrepared() throws Exception {
        SwitchFixture fixture =
                new SwitchFixture(
                        List.of(
                                new FakeOverlay("fastdp", "no such kernel"),
                                new FakeOverlay("sleeve")));
        fixture.overlaySwitch.confirm();
        fixture.overlay(1).sendControl(1, new byte[0]);
        assertEquals(List.of("send 7 0101"), fixture.told);
        assertEquals(
                "sleeve is not established yet; fastdp is dead: no such kernel",
                fixture.overlaySwitch.status().details().get("choice"));
    }

    @Test
    void shouldRefuseWhenNoneCanBePrepared() {
        OverlayException refusal =
                assertThrows(
                        OverlayException.class,
                        () -> new SwitchFixture(List.of(new FakeOverlay("sleeve", "no socket"))));
        assertEquals(
                "no working forwarders to 00:00:00:00:00:07(seven): sleeve is dead: no socket",
                refusal.getMessage());
    }

    @Test
    void shouldFailOnceWhenTheLastOneFails() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlay(0).failed("gone");
        fixture.overlay(1).failed("gone too");
        fixture.overlay(1).failed("gone again");
        fixture.overlay(1).recovered();
        assertEquals(2, fixture.told.size());
        assertTrue(
                fixture.told
                        .getLast()
                        .startsWith("failed: no working forwarders to 00:00:00:00:00:07(seven)"));
        assertEquals(List.of("stop"), fixture.overlays.getFirst().calls);
    }

    @Test
    void shouldUseBareSleeveTagsWhenThePeerAnnouncesNoOverlays() throws Exception {
        List<FakeOverlay> ours = List.of(new FakeOverlay("fastdp"), new FakeOverlay("sleeve"));
        SwitchFixture fixture = new SwitchFixture(ours, null);
        assertEquals(List.of("sleeve"), fixture.overlaySwitch.common());
        fixture.overlay(1).sendControl(3, new byte[] {5, (byte) 0x9e});
        fixture.overlaySwitch.control(2, new byte[0]);
        fixture.overlaySwitch.control(7, new byte[] {0, 2});
        fixture.overlay(1).failed("timed out");
        assertEquals(List.of("send 3 059e", "failed: timed out"), fixture.told);
        assertEquals(List.of("control 2 ", "stop"), ours.get(1).calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0200", "ff01ffff"})
    void shouldIgnoreControlMessagesWhenTheyMakeNoSense(String payload) throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlaySwitch.control(7, HexFormat.of().parseHex(payload));
        fixture.overlaySwitch.control(1, new byte[0]);
        assertTrue(fixture.overlays.stream().allMatch(overlay -> overlay.calls.isEmpty()));
        assertEquals("2", fixture.overlaySwitch.status().details().get("control messages ignored"));
    }

    @Test
    void shouldNotReachTheDeadWhenControlMessagesArrive() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlay(0).failed("gone");
        fixture.overlaySwitch.control(7, new byte[] {0, 0});
        fixture.overlaySwitch.control(7, new byte[] {1, 1});
        fixture.overlay(0).sendControl(0, new byte[0]);
        assertEquals(List.of("stop"), fixture.overlays.get(0).calls);
        assertEquals(List.of("control 1 "), fixture.overlays.get(1).calls);
        assertEquals(List.of("switched to sleeve"), fixture.told);
    }

    @Test
    void shouldTellNothingWhenStopped() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlaySwitch.confirm();
        fixture.overlaySwitch.stop();
        fixture.overlay(0).established();
        fixture.overlay(1).failed("gone");
        fixture.overlay(1).sendControl(1, new byte[0]);
        fixture.overlaySwitch.control(7, new byte[] {0, 0});
        assertEquals(List.of(), fixture.told);
        assertEquals(List.of("confirm", "stop"), fixture.overlays.get(0).calls);
    }

    @Test
    void shouldStopTheOthersWhenOneCannotBeStopped() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlays.getFirst().obeys = false;
        fixture.overlaySwitch.stop();
        assertEquals(List.of("stop"), fixture.overlays.getLast().calls);
    }

    @Test
    void shouldUseTheNextWhenTheOneThatFailsCannotBeStopped() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        fixture.overlays.getFirst().obeys = false;
        fixture.overlay(0).failed("gone");
        assertEquals(List.of("switched to sleeve"), fixture.told);
    }

    @Test
    void shouldTellAgainWhenOneCouldNotBeToldThatItCarries() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        FakeOverlay sleeve = fixture.overlays.getLast();
        sleeve.obeys = false;
        fixture.overlay(1).established();
        assertEquals(List.of("switched to sleeve", "established"), fixture.told);
        sleeve.obeys = true;
        fixture.overlay(0).unhealthy("no heartbeat");
        assertEquals(List.of(true), sleeve.carries);
    }

    @Test
    void shouldTellEachOnEveryChangeWhetherItCarries() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        FakeOverlay fastdp = fixture.overlays.get(0);
        FakeOverlay sleeve = fixture.overlays.get(1);
        fixture.overlaySwitch.confirm();
        assertEquals(List.of(), fastdp.carries, "the best so far, but not established");
        fixture.overlay(1).established();
        assertEquals(List.of(true), sleeve.carries);
        assertEquals(List.of(), fastdp.carries);
        fixture.overlay(0).established();
        assertEquals(List.of(true, false), sleeve.carries);
        assertEquals(List.of(true), fastdp.carries);
        fixture.overlay(0).unhealthy("no heartbeat");
        fixture.overlay(0).unhealthy("no heartbeat still");
        assertEquals(List.of(true, false), fastdp.carries);
        assertEquals(List.of(true, false, true), sleeve.carries);
        fixture.overlay(0).recovered();
        fixture.overlay(0).failed("gone");
        assertEquals(List.of(true, false, true, false), fastdp.carries);
        assertEquals(List.of(true, false, true, false, true), sleeve.carries);
    }

    @Test
    void shouldCarryNothingWhenOnHoldBeforeItIsEstablished() throws Exception {
        SwitchFixture fixture = SwitchFixture.of("fastdp", "sleeve");
        FakeOverlay fastdp = fixture.overlays.getFirst();
        fixture.overlay(0).unhealthy("no heartbeat for 60 s");
        fixture.overlay(0).established();
        assertEquals(List.of(), fastdp.carries);
        fixture.overlay(0).recovered();
        assertEquals(List.of(true), fastdp.carries);
    }

    @Test
    void shouldAnnounceInOrder() {
        assertEquals(
                "fastdp sleeve",
                OverlaySwitch.announcement(
                        List.of(new FakeOverlay("fastdp"), new FakeOverlay("sleeve"))));
    }
}
