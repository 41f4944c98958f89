package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.kernel.odp.FlowAction.Output;
import weave.kernel.odp.FlowAction.SetMark;
import weave.kernel.odp.FlowAction.SetTunnel;
import weave.linux.openvswitch.OpenvswitchConstants;

/** What the kernel is told to do, in each situation. We are A; B is a neighbour, C is behind it. */
class FlowCompilerTest {
    private static final long A = 0xA;
    private static final long B = 0xB;
    private static final long C = 0xC;
    private static final int A_ID = 0x00A;
    private static final int B_ID = 0x00B;
    private static final int C_ID = 0x00C;
    private static final int B_IP = 0x0A00_0002;
    private static final int D_IP = 0x0A00_0004;
    private static final int UDP_PORT = 6784;

    private static final int TAP = 1;
    private static final int BRIDGE = 2;
    private static final int VXLAN = 3;
    private static final int OTHER = 4;

    private static final long HERE = 0x0200_0000_0001L;
    private static final long AT_B = 0x0200_0000_0002L;
    private static final long AT_C = 0x0200_0000_0003L;
    private static final long UNKNOWN = 0x0200_0000_0009L;
    private static final int MARK = 0x20000;
    private static final long NOW = 1_000_000_000_000L;

    private final OdpPorts ports = new OdpPorts();
    private final OdpNeighbours neighbours = new OdpNeighbours();
    private final Homes homes = new Homes();
    private final FlowCompiler compiler = new FlowCompiler(ports, neighbours, homes);

    @BeforeEach
    void connect() {
        ports.setUserSpace(netdev(TAP, "weave-tap"));
        ports.addLocal(netdev(BRIDGE, "vethwe-datapath"));
        ports.addTunnel(
                new Vport(9, VXLAN, OpenvswitchConstants.OVS_VPORT_TYPE_VXLAN, "v", UDP_PORT));
        neighbours.put(B, B_IP, UDP_PORT, 0);
        neighbours.carry(B, true);
        compiler.setSnapshot(routes().build());
        homes.seeLocal(HERE, BRIDGE, false, NOW);
        homes.seeRemote(AT_B, B, NOW);
        homes.seeRemote(AT_C, C, NOW);
    }

    @Test
    void shouldTunnelWhenDestinationIsAtAPeer() {
        assertFlow(fromBridge(HERE, AT_B), new SetTunnel(id(A_ID, B_ID), B_IP), out(VXLAN));
        // Behind a neighbour: the identifier names the peer, the packet goes to the neighbour.
        assertFlow(fromBridge(HERE, AT_C), new SetTunnel(id(A_ID, C_ID), B_IP), out(VXLAN));
    }

    @Test
    void shouldMarkWhatIsToBeEncrypted() {
        neighbours.put(B, B_IP, UDP_PORT, MARK);

        SetTunnel tunnel = new SetTunnel(id(A_ID, B_ID), B_IP);
        assertFlow(fromBridge(HERE, AT_B), new SetMark(MARK), tunnel, out(VXLAN));
    }

    @Test
    void shouldLeaveToUserSpaceWhenNeighbourDoesNotCarry() {
        neighbours.carry(B, false);

        assertFlow(fromBridge(HERE, AT_B), out(TAP));
        assertFlow(fromBridge(HERE, AT_C), out(TAP));
    }

    @Test
    void shouldLeaveToUserSpaceWhenAShortIdIsMissingOrSomebodyElses() {
        compiler.setSnapshot(
                new ForwardingSnapshot.Builder(2, A)
                        .shortId(A, A_ID, true)
                        .route(B, B)
                        .shortId(B, B_ID, false)
                        .shortId(C, B_ID, true)
                        .build());

        assertFlow(fromBridge(HERE, AT_B), out(TAP));
    }

    @Test
    void shouldMakeNoFlowWhenItMayChangeAtAnyMoment() {
        assertOnce(fromBridge(HERE, UNKNOWN), out(TAP));
        neighbours.put(B, B_IP, UDP_PORT, 0);
        neighbours.leave(B, NOW);
        neighbours.sweep(NOW);
        neighbours.put(B, B_IP, UDP_PORT, 0);
        // It is there, and nobody has said yet whether it carries.
        OdpNeighbours fresh = new OdpNeighbours();
        fresh.put(B, B_IP, UDP_PORT, 0);
        FlowCompiler untold = new FlowCompiler(ports, fresh, homes);
        untold.setSnapshot(routes().build());
        Treatment treatment = untold.compile(fromBridge(HERE, AT_B));
        assertFalse(treatment.isFlow());
        assertEquals(List.of(out(TAP)), treatment.actions());
    }

    @Test
    void shouldMakeNoFlowWhenPeerIsUnreachableOrUnknown() {
        compiler.setSnapshot(
                new ForwardingSnapshot.Builder(2, A)
                        .shortId(A, A_ID, true)
                        .route(B, ForwardingSnapshot.NONE)
                        .shortId(B, B_ID, true)
                        .build());

        assertOnce(fromBridge(HERE, AT_B), out(TAP));
        assertOnce(fromBridge(HERE, AT_C), out(TAP));
    }

    @Test
    void shouldFloodThroughUserSpaceWhenDestinationIsAGroup() {
        assertFlow(fromBridge(HERE, Ethernet.BROADCAST), out(TAP));
        assertFlow(fromBridge(UNKNOWN, 0x0100_5e00_0001L), out(TAP));
    }

    @Test
    void shouldDropWhenBothEndsAreBehindTheSamePort() {
        homes.seeLocal(UNKNOWN, BRIDGE, false, NOW);

        assertFlow(fromBridge(HERE, UNKNOWN));
    }

    @Test
    void shouldAskUserSpaceWhenSourceIsKnownElsewhere() {
        assertOnce(fromBridge(AT_C, AT_B), out(TAP));
        assertOnce(fromBridge(AT_C, Ethernet.BROADCAST), out(TAP));
    }

    @Test
    void shouldSendAllFromUserSpaceToTheBridge() {
        Treatment treatment = compiler.compile(FlowKey.ofFrame(TAP, AT_B, HERE));

        assertEquals(FlowKey.ofPort(TAP), treatment.key());
        assertFlow(FlowKey.ofFrame(TAP, AT_B, HERE), FlowKey.ofPort(TAP), out(BRIDGE));
        assertFlow(FlowKey.ofPort(TAP), FlowKey.ofPort(TAP), out(BRIDGE));
    }

    @Test
    void shouldSwitchBetweenContainersWhenThereIsNoBridge() {
        ports.addLocal(netdev(OTHER, "vethwepl1"));
        homes.seeLocal(UNKNOWN, OTHER, false, NOW);

        assertFlow(fromBridge(HERE, UNKNOWN), out(OTHER));
        assertFlow(fromBridge(HERE, Ethernet.BROADCAST), out(OTHER), out(TAP));
        assertOnce(fromBridge(HERE, 0x0200_0000_00FFL), out(OTHER), out(TAP));
        assertFlow(
                FlowKey.ofFrame(TAP, AT_B, HERE),
                FlowKey.ofFrame(TAP, FlowKey.ANY, HERE),
                out(BRIDGE));
        assertFlow(
                FlowKey.ofFrame(TAP, AT_B, Ethernet.BROADCAST),
                FlowKey.ofFrame(TAP, FlowKey.ANY, Ethernet.BROADCAST),
                out(BRIDGE),
                out(OTHER));
        assertOnce(FlowKey.ofFrame(TAP, AT_B, 0x0200_0000_00FFL), out(BRIDGE), out(OTHER));
    }

    @Test
    void shouldDeliverFromTunnelsToThePortBehindWhichAnAddressLives() {
        ports.addLocal(netdev(OTHER, "vethwepl1"));
        homes.seeLocal(UNKNOWN, OTHER, false, NOW);

        assertFlow(fromTunnel(B_ID, A_ID, B_IP, AT_B, HERE), out(BRIDGE));
        assertFlow(fromTunnel(B_ID, A_ID, B_IP, AT_B, UNKNOWN), out(OTHER));
        assertFlow(
                FlowKey.ofFrame(OTHER, UNKNOWN, AT_B),
                new SetTunnel(id(A_ID, B_ID), B_IP),
                out(VXLAN));
    }

    @Test
    void shouldFollowAnAddressThatMovesBetweenPorts() {
        ports.addLocal(netdev(OTHER, "vethwepl1"));
        homes.seeLocal(UNKNOWN, OTHER, false, NOW);
        FlowKey before = fromBridge(HERE, UNKNOWN);
        assertFlow(before, out(OTHER));

        homes.seeLocal(HERE, OTHER, false, NOW);

        // What it sent from its old port comes to be seen again, should it be back there.
        assertFalse(compiler.compile(before).isFlow());
        assertFlow(FlowKey.ofFrame(OTHER, HERE, Ethernet.BROADCAST), out(BRIDGE), out(TAP));
        assertFlow(
                FlowKey.ofFrame(TAP, AT_B, HERE),
                FlowKey.ofFrame(TAP, FlowKey.ANY, HERE),
                out(OTHER));
        assertFlow(fromTunnel(B_ID, A_ID, B_IP, AT_B, HERE), out(OTHER));
    }

    @Test
    void shouldForgetWhatWasBehindAPortThatIsGone() {
        ports.addLocal(netdev(OTHER, "vethwepl1"));
        homes.seeLocal(UNKNOWN, OTHER, false, NOW);
        FlowKey toIt = fromBridge(HERE, UNKNOWN);
        FlowKey fromIt = FlowKey.ofFrame(OTHER, UNKNOWN, HERE);
        assertFlow(toIt, out(OTHER));
        assertFlow(fromIt, out(BRIDGE));

        ports.clear();
        connect();
        homes.forgetPort(OTHER);

        assertOnce(toIt, out(TAP));
        assertOnce(fromIt);
        assertFlow(fromBridge(HERE, Ethernet.BROADCAST), out(TAP));
        assertFlow(FlowKey.ofPort(TAP), out(BRIDGE));
    }

    @Test
    void shouldKeepSpanningTreeOnItsSegment() {
        ports.addLocal(netdev(OTHER, "vethwepl1"));

        assertFlow(fromBridge(HERE, Ethernet.BRIDGE_GROUP));
    }

    @Test
    void shouldDeliverWhenBothAddressesAreKnown() {
        assertFlow(fromTunnel(B_ID, A_ID, B_IP, AT_B, HERE), out(BRIDGE));
        assertFlow(fromTunnel(C_ID, A_ID, B_IP, AT_C, HERE), out(BRIDGE));
    }

    @Test
    void shouldLeaveToUpcallsWhenAnythingIsUnknown() {
        assertOnce(fromTunnel(B_ID, A_ID, B_IP, UNKNOWN, HERE));
        assertOnce(fromTunnel(B_ID, A_ID, B_IP, AT_B, UNKNOWN));
        assertOnce(fromTunnel(B_ID, A_ID, B_IP, AT_B, Ethernet.BROADCAST));
        // It has moved to another peer.
        assertOnce(fromTunnel(C_ID, A_ID, B_IP, AT_B, HERE));
        // Peers nobody has, ourselves as the source, and a host that is no neighbour.
        assertOnce(fromTunnel(0x111, A_ID, B_IP, AT_B, HERE));
        assertOnce(fromTunnel(B_ID, 0x111, B_IP, AT_B, HERE));
        assertOnce(fromTunnel(A_ID, A_ID, B_IP, AT_B, HERE));
        assertOnce(fromTunnel(B_ID, A_ID, D_IP, AT_B, HERE));
    }

    @Test
    void shouldRelayWithoutLookingAtAddressesWhenItIsForAnotherPeer() {
        neighbours.put(C, D_IP, UDP_PORT, 0);
        neighbours.carry(C, true);
        compiler.setSnapshot(
                new ForwardingSnapshot.Builder(2, A)
                        .shortId(A, A_ID, true)
                        .route(B, B)
                        .shortId(B, B_ID, true)
                        .route(C, C)
                        .shortId(C, C_ID, true)
                        .build());
        FlowKey frame = fromTunnel(B_ID, C_ID, B_IP, UNKNOWN, UNKNOWN);

        SetTunnel tunnel = new SetTunnel(id(B_ID, C_ID), D_IP);
        assertFlow(frame, frame.withoutMacs(), new SetMark(0), tunnel, out(VXLAN));
        neighbours.put(C, D_IP, UDP_PORT, MARK);
        assertFlow(frame, frame.withoutMacs(), new SetMark(MARK), tunnel, out(VXLAN));
        neighbours.carry(C, false);
        assertOnce(frame);
    }

    @Test
    void shouldNotRelayWhenThatIsWhereItCameFrom() {
        assertOnce(fromTunnel(B_ID, C_ID, B_IP, AT_B, AT_C));
    }

    private void assertFlow(FlowKey frame, FlowAction... actions) {
        assertFlow(frame, frame, actions);
    }

    private void assertFlow(FlowKey frame, FlowKey key, FlowAction... actions) {
        assertEquals(new Treatment(true, key, List.of(actions)), compiler.compile(frame));
        // A flow that was made is looked at by its own key, and must stay what it is.
        assertEquals(new Treatment(true, key, List.of(actions)), compiler.compile(key));
    }

    private void assertOnce(FlowKey frame, FlowAction... actions) {
        Treatment treatment = compiler.compile(frame);
        assertFalse(treatment.isFlow());
        assertEquals(List.of(actions), treatment.actions());
    }

    private static ForwardingSnapshot.Builder routes() {
        return new ForwardingSnapshot.Builder(1, A)
                .shortId(A, A_ID, true)
                .route(B, B)
                .shortId(B, B_ID, true)
                .route(C, B)
                .shortId(C, C_ID, true);
    }

    private static FlowKey fromBridge(long source, long destination) {
        return FlowKey.ofFrame(BRIDGE, source, destination);
    }

    private static FlowKey fromTunnel(
            int sourceId, int destinationId, int ip, long source, long destination) {
        return new FlowKey(
                VXLAN, new TunnelKey(id(sourceId, destinationId), ip), source, destination);
    }

    private static int id(int source, int destination) {
        return VxlanLayout.tunnelId(source, destination);
    }

    private static Output out(int port) {
        return new Output(port);
    }

    private static Vport netdev(int number, String name) {
        return new Vport(9, number, OpenvswitchConstants.OVS_VPORT_TYPE_NETDEV, name, 0);
    }
}
