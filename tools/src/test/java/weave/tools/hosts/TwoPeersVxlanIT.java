package weave.tools.hosts;

/** Two hosts whose kernels carry the frames, nothing encrypted. */
class TwoPeersVxlanIT extends TwoPeersCases {
    TwoPeersVxlanIT() {
        super(Lab.vxlan(), "fastdp");
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
