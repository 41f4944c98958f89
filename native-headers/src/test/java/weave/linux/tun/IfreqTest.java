package weave.linux.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

class IfreqTest {
    private static final long BASE = 40;

    private final MemorySegment memory = Arena.ofAuto().allocate(Ifreq.LAYOUT, 3);

    @Test
    void shouldPadNameWhenShorterThanBefore() {
        memory.fill((byte) 0x55);
        Ifreq.ifr_name(memory, BASE, "fifteen-letters");
        Ifreq.ifr_name(memory, BASE, "weave");

        assertEquals("weave", Ifreq.ifr_name(memory, BASE));
        assertEquals(0, memory.get(ValueLayout.JAVA_LONG, BASE + 8));
    }

    @Test
    void shouldRefuseNameWhenItDoesNotFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Ifreq.ifr_name(memory, BASE, "sixteen-letters-"));
        assertThrows(IllegalArgumentException.class, () -> Ifreq.ifr_name(memory, BASE, ""));
    }

    @Test
    @Privileged
    @Timeout(60)
    void shouldOpenTapWithOffloadsWhenAskedByIoctl() throws Exception {
        int flags = TunConstants.IFF_TAP | TunConstants.IFF_NO_PI | TunConstants.IFF_VNET_HDR;
        int offloads = TunConstants.TUN_F_CSUM | TunConstants.TUN_F_TSO4 | TunConstants.TUN_F_TSO6;
        try (NetworkNamespace host = NetworkNamespace.create("tap");
                FileDescriptor tap = host.call(() -> open("weave-tap", flags))) {
            CallState state = new CallState();

            LinuxException.check(
                    "TUNSETOFFLOAD",
                    Files.ioctl(state, tap.number(), TunConstants.TUNSETOFFLOAD, offloads));
            LinuxException.check(
                    "TUNGETIFF",
                    Files.ioctl(state, tap.number(), TunConstants.TUNGETIFF, memory.address()));

            assertEquals("weave-tap", Ifreq.ifr_name(memory, 0));
            assertEquals(flags, Ifreq.ifr_flags(memory, 0) & flags);
            host.ip("link show dev weave-tap");
        }
    }

    private FileDescriptor open(String name, int flags) {
        CallState state = new CallState();
        FileDescriptor tap =
                new FileDescriptor(
                        "open /dev/net/tun",
                        Files.open(state, "/dev/net/tun", Files.O_RDWR | Files.O_CLOEXEC));
        Ifreq.ifr_name(memory, 0, name);
        Ifreq.ifr_flags(memory, 0, flags);
        LinuxException.check(
                "TUNSETIFF",
                Files.ioctl(state, tap.number(), TunConstants.TUNSETIFF, memory.address()));
        return tap;
    }
}
