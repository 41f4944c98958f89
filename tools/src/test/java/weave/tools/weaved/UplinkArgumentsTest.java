package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.tools.uplink.UplinkMode;
import weave.tools.uplink.UplinkSettings;

class UplinkArgumentsTest {
    private static final String BRIDGE = "weave";

    private static DatapathSettings parse(String flags) {
        return DatapathArguments.datapath(
                Flags.parse(flags.split(" ")).options().datapath,
                BRIDGE,
                new Environment(Map.of(), "host"));
    }

    @Test
    void shouldTakeTheUplinkThatIsWanted() {
        DatapathSettings plain = parse("--datapath=xdp");
        assertEquals(DatapathSettings.Choice.XDP, plain.choice());
        assertEquals(
                Optional.of(new UplinkSettings(Optional.empty(), Optional.empty(), false)),
                plain.uplink());
        assertEquals(
                Optional.of(
                        new UplinkSettings(
                                Optional.of("eth0"), Optional.of(UplinkMode.GENERIC), true)),
                parse("--datapath=xdp --uplink=eth0 --xdp-mode=generic --xdp-force").uplink());
        assertTrue(plain.fastdp());
        DatapathSettings sleeveAlone = parse("--datapath=xdp --no-fastdp");
        assertEquals(DatapathSettings.Choice.XDP, sleeveAlone.choice());
        assertFalse(sleeveAlone.fastdp());
    }

    @Test
    void shouldTryOnlyZeroCopyAndOnlyWhatIsNamedWhenAutoChooses() {
        assertEquals(Optional.empty(), parse("--datapath=auto").uplink());
        assertEquals(
                Optional.of(
                        new UplinkSettings(
                                Optional.of("eth0"), Optional.of(UplinkMode.ZERO_COPY), false)),
                parse("--uplink=eth0").uplink());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--uplink=eth0 --datapath=sleeve"
                        + " | --uplink contradicts --datapath=sleeve: want --datapath=xdp with it",
                "--xdp-mode=copy                 | --xdp-mode: want --datapath=xdp with it",
                "--xdp-force --datapath=vxlan | --xdp-force contradicts --datapath=vxlan: want"
                        + " --datapath=xdp with it",
                "--uplink=eth0 --no-fastdp"
                        + " | --uplink contradicts --no-fastdp: want --datapath=xdp with it",
                "--datapath=xdp --uplink=a/b"
                        + " | --uplink: \"a/b\": want the name of an interface, like eth0",
                "--datapath=xdp --xdp-mode=fast"
                        + " | --xdp-mode: \"fast\": want zero-copy, copy or generic",
                "--uplink=eth0 --xdp-mode=copy"
                        + " | --xdp-mode=copy: auto takes xdp with zero copy only;"
                        + " want --datapath=xdp with it"
            })
    void shouldSayWhatIsWrong(String flags, String line) {
        UsageException refused = assertThrows(UsageException.class, () -> parse(flags.strip()));
        assertEquals(line.strip(), refused.getMessage());
    }
}
