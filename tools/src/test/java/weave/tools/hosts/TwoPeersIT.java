package weave.tools.hosts;

/** Two hosts, nothing encrypted. */
class TwoPeersIT extends TwoPeersCases {
    @Override
    String password() {
        return null;
    }

    @Override
    String encryption() {
        return "";
    }
}
