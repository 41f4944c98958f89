package weave.xdp.port;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import weave.core.contract.DatagramContract;
import weave.core.contract.DatagramPath;
import weave.testkit.Privileged;
import weave.xdp.program.XdpMode;

/** The contract, by AF_XDP on both sides or on one of them. */
@Privileged
@Timeout(120)
class XdpDatagramsTest {
    private static final int MTU = 1500;

    @Nested
    class FromXdpToXdp extends DatagramContract {
        @Override
        protected DatagramPath open() throws Exception {
            return new UplinkPair(1, MTU)
                    .leftXdp(1, MTU, XdpMode.DRIVER)
                    .rightXdp(1, MTU, XdpMode.DRIVER);
        }
    }

    @Nested
    class FromXdpToSocket extends DatagramContract {
        @Override
        protected DatagramPath open() throws Exception {
            return new UplinkPair(1, MTU).leftXdp(1, MTU, XdpMode.DRIVER).rightSocket();
        }
    }

    @Nested
    class FromSocketToXdp extends DatagramContract {
        @Override
        protected DatagramPath open() throws Exception {
            return new UplinkPair(1, MTU).leftSocket().rightXdp(1, MTU, XdpMode.DRIVER);
        }
    }

    @Nested
    class FromXdpToXdpInGenericMode extends DatagramContract {
        @Override
        protected DatagramPath open() throws Exception {
            return new UplinkPair(1, MTU)
                    .leftXdp(1, MTU, XdpMode.GENERIC)
                    .rightXdp(1, MTU, XdpMode.GENERIC);
        }
    }

    /** Which the sender on this machine leaves uncut, several in one. */
    @Nested
    class FromSocketToXdpInGenericMode extends DatagramContract {
        @Override
        protected DatagramPath open() throws Exception {
            return new UplinkPair(1, MTU).leftSocket().rightXdp(1, MTU, XdpMode.GENERIC);
        }
    }
}
