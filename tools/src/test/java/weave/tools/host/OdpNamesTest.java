package weave.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OdpNamesTest {
    @Test
    void shouldBeThoseOfWeaveNetWhenTheBridgeIs() {
        assertEquals(
                new OdpNames("datapath", "vethwe-bridge", "vethwe-datapath"), OdpNames.of("weave"));
    }

    @Test
    void shouldFollowTheBridgeWhenItIsAnother() {
        assertEquals(new OdpNames("blue-odp", "blue-vbr", "blue-vdp"), OdpNames.of("blue"));
        assertEquals("quite-long--vdp", OdpNames.of("quite-long-name").datapathEnd());
    }
}
