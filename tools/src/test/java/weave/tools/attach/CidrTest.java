package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.32.0.1/12, 10.32.0.0/12",
        "10.47.255.255/12, 10.32.0.0/12",
        "10.1.1.1/32, 10.1.1.1/32",
        "10.1.1.129/25, 10.1.1.128/25",
        "fd00::1/64, fd00::/64",
        "fd00::1:0:0:2/127, fd00::1:0:0:2/127",
        "::1/128, ::1/128",
        "255.255.255.255/1, 128.0.0.0/1"
    })
    void shouldKnowItsNetwork(String text, String network) {
        assertEquals(text, Cidr.parse(text).toString());
        assertEquals(network, Cidr.parse(text).network().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.32.0.1",
                "10.32.0.1/",
                "10.32.0.1/33",
                "10.32.0.1/0",
                "10.32.0.1/-1",
                "10.32/12",
                "10.32.0.1/12/12",
                "host/12",
                "fd00::1/129",
                "10.32.0.1 /12",
                "\n/8"
            })
    void shouldRefuseWhatIsNone(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
        assertTrue(refused.getMessage().contains("want <address>/<prefix length>"));
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void shouldReadRequests() {
        assertEquals(
                new AddressRequest.Given(Cidr.parse("10.32.0.1/12")),
                AddressRequest.parse("ip:10.32.0.1/12"));
        assertEquals(
                new AddressRequest.Given(Cidr.parse("10.32.0.1/12")),
                AddressRequest.parse("10.32.0.1/12"));
        assertEquals(
                new AddressRequest.InSubnet(Cidr.parse("10.32.1.0/24")),
                AddressRequest.parse("net:10.32.1.0/24"));
        assertEquals(new AddressRequest.InDefaultSubnet(), AddressRequest.parse("net:default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"net:", "ip:", "net:10.32.1.1/24", "ip:net:default", "default", "c1"})
    void shouldRefuseWhatIsNoRequest(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AddressRequest.parse(text));
        assertTrue(refused.getMessage().endsWith("net:<cidr> or net:default"));
    }

    @Test
    void shouldTellAddressesFromContainers() {
        for (String address : "10.0.0.1/8 net:default ip:1 net:x fd00::1/64 ::/0".split(" ")) {
            assertTrue(AddressRequest.looksLikeOne(address), address);
        }
        for (String container :
                "c1 1234 /proc/1/ns/net 0123456789ab my-net:1 10.0.0.1".split(" ")) {
            assertFalse(AddressRequest.looksLikeOne(container), container);
        }
    }
}
