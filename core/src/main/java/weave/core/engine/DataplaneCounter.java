package weave.core.engine;

/**
 * Everything the dataplane counts. The first group is written by egress, the second by ingress,
 * each by one thread alone; every queue has its own.
 */
public enum DataplaneCounter {
    FRAMES_CAPTURED("frames taken from the local bridge"),
    BYTES_CAPTURED("bytes of those frames; a super-frame counts as one frame"),
    FRAMES_SENT("frames handed to neighbours, after cutting"),
    DATAGRAMS_SENT("datagrams the kernel took"),
    BYTES_SENT("bytes of those datagrams"),
    FRAMES_SENT_FAST("frames among them that went in VXLAN, because no kernel had an entry"),
    FRAMES_RELAYED("frames passed on for other peers"),
    FRAMES_HANDED_OVER("frames taken from the local bridge that other queues sent"),
    FRAMES_FRAGMENTED("frames fragmented because the path cannot"),
    FRAMES_ANSWERED_TOO_BIG("frames answered by ICMP fragmentation needed"),
    ARP_REQUESTS_FLOODED("ARP requests for others' addresses that were flooded"),
    ARP_REQUESTS_ANSWERED("ARP requests answered for the one asked for, as the answer was known"),
    ARP_REQUESTS_KEPT("ARP requests not flooded, as the address is on the local bridge"),
    ARP_ANSWERS_REFUSED("dropped: answers to ARP requests that the local port refused"),
    CAPTURED_LINK_LOCAL("dropped: IEEE 802.1D frames, which stay on their bridge"),
    CAPTURED_FOREIGN_MAC("dropped: the source MAC is sending from another peer just now"),
    CAPTURED_MALFORMED("dropped: no Ethernet frame, or offload fields that do not fit it"),
    HAND_OVER_OVERFLOW("dropped: frames for another queue that was behind"),
    SEND_NO_ROUTE("dropped: no established route to the destination"),
    SEND_NO_CONNECTION("dropped: no sleeve connection to the next hop"),
    SEND_NO_ADDRESS("dropped: the neighbour's UDP address is not known yet"),
    SEND_TOO_BIG("dropped: longer than the path allows and not to be answered"),
    SEND_TOO_BIG_FOR_PATH("datagrams the kernel refused as longer than the path MTU"),
    SEND_BUFFER_FULL("dropped: datagrams while the socket buffer stayed full"),
    SEND_REFUSED("dropped: datagrams the kernel refused for another reason"),

    DATAGRAMS_RECEIVED("datagrams received"),
    BYTES_RECEIVED("bytes of those datagrams"),
    DATAGRAMS_HANDED_OVER(
            "datagrams that a network card gave to another queue than their neighbour's"),
    FRAMES_RECEIVED("frames found in datagrams, specials left out"),
    UPCALLS_RECEIVED("frames in VXLAN that the kernel had no entry for, heartbeats among them"),
    UPCALL_MALFORMED("dropped: what came from the kernel and was no frame in VXLAN"),
    VXLAN_RECEIVED("frames in VXLAN where no kernel carries them, heartbeats among them"),
    VXLAN_MALFORMED("dropped: what came to VXLAN's port and was no frame in VXLAN"),
    FRAMES_INJECTED("frames handed to the local bridge"),
    BYTES_INJECTED("bytes of those frames, and of those that the port refused"),
    DATAGRAM_HAND_OVER_OVERFLOW("dropped: datagrams for another queue that was behind"),
    RECEIVE_NO_CONNECTION("dropped: datagrams from nobody we are connected to"),
    RECEIVE_TOO_SHORT("dropped: datagrams shorter than their header"),
    RECEIVE_FORGED("dropped: datagrams that failed to open: wrong key or changed on the way"),
    RECEIVE_REPLAYED("dropped: datagrams seen before"),
    RECEIVE_MALFORMED("datagrams that end in the middle of a frame"),
    RECEIVE_BAD_FRAME("dropped: frames shorter than an Ethernet header, or wrongly marked"),
    RECEIVE_BAD_SPECIAL("dropped: special frames not from the neighbour to us"),
    RECEIVE_UNKNOWN_PEER("dropped: frames naming peers not in the topology"),
    RECEIVE_LOOPED("dropped: frames that came back to us"),
    INJECT_TOO_BIG("dropped: frames longer than the MTU of the local bridge"),
    INJECT_ANSWERED_TOO_BIG("frames for local containers answered by ICMP fragmentation needed"),
    INJECT_REFUSED("dropped: frames the local port refused"),
    RELAY_OVERFLOW("dropped: frames to pass on while the ring was full"),
    EVENT_OVERFLOW("dropped: special frames while the conductor was behind");

    private static final String DROPPED = "dropped: ";

    private final String help;

    DataplaneCounter(String help) {
        this.help = help;
    }

    /** Whether it counts what was lost; its help then says so. */
    public boolean isDrop() {
        return help.startsWith(DROPPED);
    }

    /** One line for pages and documentation. */
    public String help() {
        return help;
    }
}
