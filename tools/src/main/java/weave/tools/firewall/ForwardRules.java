package weave.tools.firewall;

import java.util.List;

/** What the host lets pass between interfaces, for those who only look. */
public final class ForwardRules {
    private ForwardRules() {}

    /** A rule a line, as {@code iptables -S FORWARD} has them; nothing if it cannot be asked. */
    public static String listed() {
        try {
            return Commands.run(List.of("iptables", "-w", "5", "-S", "FORWARD"), "");
        } catch (FirewallException unknown) {
            return "";
        }
    }
}
