package weave.tools.uplink;

import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/** How frames come from an interface into our memory; the best comes first. */
public enum UplinkMode {
    /** The network card writes and reads our memory itself. */
    ZERO_COPY("zero-copy", "zero copy", XdpMode.DRIVER, CopyMode.ZERO_COPY),

    /** The driver runs the program, and the kernel copies. */
    COPY("copy", "copied in the driver", XdpMode.DRIVER, CopyMode.COPY),

    /** The kernel does both, without the driver's help. */
    GENERIC("generic", "generic: copied by the kernel", XdpMode.GENERIC, CopyMode.COPY);

    private final String word;
    private final String text;
    final XdpMode program;
    final CopyMode copying;

    UplinkMode(String word, String text, XdpMode program, CopyMode copying) {
        this.word = word;
        this.text = text;
        this.program = program;
        this.copying = copying;
    }

    /** What the flag calls it. */
    public String word() {
        return word;
    }

    /** What to say where a driver does not have it; empty if nothing is left. */
    String advice() {
        return this == GENERIC
                ? ""
                : "; --datapath=xdp --xdp-mode=" + values()[ordinal() + 1].word + " does without";
    }

    /** For people. */
    public String text() {
        return text;
    }
}
