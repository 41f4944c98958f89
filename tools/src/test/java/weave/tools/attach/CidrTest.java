package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
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

    @ParameterizedTest
    @CsvSource({
        "127.0.0.5/8, want an address that a container can have",
        "0.0.0.0/8, want an address that a container can have",
        "0.1.2.3/8, want an address that a container can have",
        "224.0.0.1/4, want an address that a container can have",
        "::1/64, want an address that a container can have",
        "ff02::1/16, want an address that a container can have",
        "10.32.0.0/12, that is the network itself: want an address in it",
        "10.47.255.255/12, that is the network's broadcast address: want another",
        "10.32.0.3/30, that is the network's broadcast address: want another"
    })
    void shouldSayWhyNoInterfaceCanHaveIt(String text, String reason) {
        assertEquals(text + ": " + reason, Cidr.parse(text).objection().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.32.0.1/12", "10.32.0.0/31", "10.32.0.1/31", "10.9.9.9/32", "fd00::/64"})
    void shouldObjectToNothingElse(String text) {
        assertEquals(Optional.empty(), Cidr.parse(text).objection());
    }

    @Test
    void shouldKnowTheNetworksOfTheHost() {
        Cidr own = Cidr.parse("192.0.2.1/24");
        HostNetworks.check(AddressRequest.parse("192.0.3.1/24"), "eth0", own);
        HostNetworks.check(AddressRequest.parse("192.0.0.1/16"), "eth0", own);
        HostNetworks.check(AddressRequest.parse("net:192.0.2.0/24"), "eth0", own);
        for (String text : "192.0.2.9/24 192.0.2.129/25 192.0.2.1/16".split(" ")) {
            AttachException refused =
                    assertThrows(
                            AttachException.class,
                            () -> HostNetworks.check(AddressRequest.parse(text), "eth0", own));
            assertEquals(AttachException.Kind.MISUSE, refused.kind());
            assertTrue(refused.getMessage().startsWith(text), refused.getMessage());
        }
    }

    @Test
    void shouldReadThePresentWithoutTheirPrefix() {
        AddressRequest.Present one =
                (AddressRequest.Present) AddressRequest.parsePresent("10.32.0.1");
        assertEquals(one, AddressRequest.parsePresent("ip:10.32.0.1"));
        assertEquals(
                AddressRequest.parse("10.32.0.1/12"), AddressRequest.parsePresent("10.32.0.1/12"));
        assertThrows(
                IllegalArgumentException.class, () -> AddressRequest.parsePresent("10.32.0.999"));
        Cidr narrow = Cidr.parse("10.32.0.1/24");
        Cidr wide = Cidr.parse("10.32.0.1/12");
        Cidr other = Cidr.parse("10.32.0.2/12");
        assertEquals(List.of(), one.among(List.of(other)));
        assertEquals(List.of(wide), one.among(List.of(other, wide, wide)));
        AttachException which =
                assertThrows(AttachException.class, () -> one.among(List.of(narrow, wide)));
        assertEquals("10.32.0.1: which of [10.32.0.1/24, 10.32.0.1/12]?", which.getMessage());
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
