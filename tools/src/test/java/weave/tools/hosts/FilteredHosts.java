package weave.tools.hosts;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two hosts between which VXLAN carries frames, a container on each; filters come on the second.
 */
abstract class FilteredHosts {
    @RegisterExtension final Lab lab = Lab.vxlan();

    Host one;
    Host two;
    Container left;
    Container right;

    /** Returns when they carry. */
    void start() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        one.awaitCarriedBy("fastdp", two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    void onTwo(String command) {
        two.namespace().run(command.split(" ")).orFail();
    }
}
