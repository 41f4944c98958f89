package weave.tools.hosts;

/** Two hosts with a password. */
class TwoPeersEncryptedIT extends TwoPeersCases {
    TwoPeersEncryptedIT() {
        super(Lab.sleeve(), "sleeve");
    }

    @Override
    String password() {
        return "a sentence that nobody should ever see in a log";
    }

    @Override
    String encryption() {
        return "encrypted";
    }
}
