package weave.tools.hosts;

/** Two hosts, nothing encrypted. */
class TwoPeersIT extends TwoPeersCases {
    TwoPeersIT() {
        super(Lab.sleeve(), "sleeve");
    }

    @Override
    String password() {
        return null;
    }

    @Override
    String encryption() {
        return "";
    }
}
