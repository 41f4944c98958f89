package weave.kernel.netfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.LinuxException;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

@Privileged
@Timeout(60)
class RulesetMarkTest {
    @Test
    void shouldChangeWhenNftablesDo() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("mark")) {
            host.run("iptables-nft", "-A", "INPUT", "-s", "10.0.0.1", "-j", "DROP").orFail();
            long before = host.call(RulesetMark::ofNftables);
            assertEquals(before, host.call(RulesetMark::ofNftables));
            host.run("iptables-nft", "-F").orFail();
            assertNotEquals(before, host.call(RulesetMark::ofNftables));
        }
    }

    @Test
    void shouldChangeWhenLegacyTablesDo() throws Exception {
        List<String> tables = List.of("filter", "nat");
        try (NetworkNamespace host = NetworkNamespace.create("mark")) {
            host.run("iptables-legacy", "-A", "INPUT", "-s", "10.0.0.1", "-j", "DROP").orFail();
            host.run("iptables-legacy", "-t", "nat", "-N", "WEAVE").orFail();
            long before = host.call(() -> RulesetMark.ofLegacy(tables));
            assertEquals(before, host.call(() -> RulesetMark.ofLegacy(tables)));
            host.run("iptables-legacy", "-t", "nat", "-X", "WEAVE").orFail();
            assertNotEquals(before, host.call(() -> RulesetMark.ofLegacy(tables)));
            assertThrows(
                    LinuxException.class,
                    () -> host.call(() -> RulesetMark.ofLegacy(List.of("nothing"))));
        }
    }
}
