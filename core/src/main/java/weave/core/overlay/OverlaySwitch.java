package weave.core.overlay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The overlays of one mesh connection side by side. All that both ends have run from the
 * confirmation to the end of the connection; the first in order that works carries the frames of
 * our direction, and the other end chooses for its own. See docs/protocol/topology.md.
 *
 * <p>A control message of an overlay travels as a mesh protocol message. The index is the position
 * of the overlay among the common ones:
 *
 * <pre>
 *   peer announces Overlays:   | 7 (1) | index (1) | tag (1) | data |
 *   it does not, old sleeve:   | tag 1, 2 or 3 (1) | data |
 * </pre>
 *
 * <p>Used on the control thread only.
 */
public final class OverlaySwitch {
    /** The protocol tag of an overlay's control message. */
    public static final int CONTROL_TAG = 7;

    /** The detail of {@link #status} that tells why the best overlay is the best. */
    public static final String CHOICE = "choice";

    /** Stands in it before each overlay that would be better. */
    public static final String ANOTHER = "; ";

    /** The feature in which a peer announces its overlays, in order of preference. */
    public static final String FEATURE = "Overlays";

    private static final int LEGACY_TAG_MIN = 1;
    private static final int LEGACY_TAG_MAX = 3;
    private static final String LEGACY_OVERLAY = "sleeve";
    private static final int HEADER_LENGTH = 2;
    private static final int BYTE_MASK = 0xFF;

    private final OverlayRequest request;
    private final OverlaySwitchListener listener;
    private final boolean legacy;
    private final List<SwitchedOverlay> members = new ArrayList<>();

    private SwitchedOverlay best;
    private boolean established;
    private boolean stopped;
    private long controlMessagesIgnored;

    private OverlaySwitch(OverlayRequest request, OverlaySwitchListener listener, boolean legacy) {
        this.request = request;
        this.listener = listener;
        this.legacy = legacy;
    }

    /** The value of the feature {@link #FEATURE} that announces {@code ours}. */
    public static String announcement(List<Overlay> ours) {
        return String.join(" ", ours.stream().map(Overlay::name).toList());
    }

    /**
     * Prepares every overlay that both ends have.
     *
     * @param ours in our order of preference
     * @throws OverlayException if there is none in common, or none of them can serve the connection
     */
    public static OverlaySwitch prepare(
            List<Overlay> ours, OverlayRequest request, OverlaySwitchListener listener)
            throws OverlayException {
        String announced = request.features().get(FEATURE);
        List<Overlay> legacyOverlays =
                ours.stream().filter(overlay -> overlay.name().equals(LEGACY_OVERLAY)).toList();
        boolean legacy = announced == null && !legacyOverlays.isEmpty();
        OverlaySwitch created = new OverlaySwitch(request, listener, legacy);
        for (Overlay overlay : legacy ? legacyOverlays : negotiate(ours, announced)) {
            created.add(overlay);
        }
        created.best = created.chooseBest();
        if (created.best == null) {
            throw new OverlayException(created.noneLeft());
        }
        return created;
    }

    /** Starts all of them: they may send from now on. */
    public void confirm() {
        for (SwitchedOverlay member : members) {
            if (!stopped) {
                member.confirm();
            }
        }
    }

    /** Whether a protocol message with this tag is for {@link #control}. */
    public static boolean isControl(int protocolTag) {
        return protocolTag == CONTROL_TAG || isLegacyControl(protocolTag);
    }

    /**
     * A protocol message from the peer. What makes no sense is counted and ignored.
     *
     * @param protocolTag one for which {@link #isControl} holds
     * @param payload untrusted, may be empty; handed over
     */
    public void control(int protocolTag, byte[] payload) {
        boolean wrapped = protocolTag == CONTROL_TAG;
        if (wrapped == legacy || wrapped && payload.length < HEADER_LENGTH) {
            controlMessagesIgnored++;
            return;
        }
        int index = wrapped ? payload[0] & BYTE_MASK : 0;
        if (stopped || index >= members.size() || !members.get(index).isAlive()) {
            controlMessagesIgnored++;
            return;
        }
        int tag = wrapped ? payload[1] & BYTE_MASK : protocolTag;
        byte[] data =
                wrapped ? Arrays.copyOfRange(payload, HEADER_LENGTH, payload.length) : payload;
        members.get(index).control(tag, data);
    }

    /** Ends all of them. No listener call follows. Idempotent. */
    public void stop() {
        stopped = true;
        for (SwitchedOverlay member : members) {
            member.stop();
        }
    }

    /** The name of the overlay that carries the frames now. */
    public String best() {
        return best.name();
    }

    /** The names of the common overlays; their positions are the index in control messages. */
    public List<String> common() {
        return members.stream().map(SwitchedOverlay::name).toList();
    }

    /** Whether any overlay has been confirmed by the peer; stays so. */
    public boolean isEstablished() {
        return established;
    }

    /**
     * The best overlay's status; its details also tell why it is the best and how the others are.
     */
    public OverlayStatus status() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(CHOICE, reason());
        OverlayStatus status = best.status();
        details.putAll(status.details());
        for (SwitchedOverlay member : members) {
            if (member != best) {
                details.put(member.name(), member.condition());
            }
        }
        if (controlMessagesIgnored > 0) {
            details.put("control messages ignored", Long.toString(controlMessagesIgnored));
        }
        return new OverlayStatus(
                best.name(),
                best.isEstablished(),
                status.mtu(),
                status.encrypted(),
                status.traffic(),
                details);
    }

    /** Ours, in our order, of which the other end has told. */
    static List<Overlay> negotiate(List<Overlay> ours, String announced) throws OverlayException {
        Set<String> theirs = announced == null ? Set.of() : Set.copyOf(names(announced));
        List<Overlay> common =
                ours.stream().filter(overlay -> theirs.contains(overlay.name())).toList();
        if (common.isEmpty()) {
            throw new OverlayException("no overlays in common with peer");
        }
        return common;
    }

    /** Two spaces in a row announce a nameless overlay, which nobody has. */
    private static List<String> names(String announced) {
        return Arrays.stream(announced.split(" ")).distinct().toList();
    }

    private static boolean isLegacyControl(int protocolTag) {
        return protocolTag >= LEGACY_TAG_MIN && protocolTag <= LEGACY_TAG_MAX;
    }

    private void add(Overlay overlay) {
        SwitchedOverlay member = new SwitchedOverlay(this, overlay.name(), members.size());
        members.add(member);
        member.prepare(overlay, request);
    }

    /** An established one before one that may yet become so; {@code null} if none is left. */
    private SwitchedOverlay chooseBest() {
        SwitchedOverlay first = null;
        for (SwitchedOverlay member : members) {
            if (!member.isUsable()) {
                continue;
            }
            if (member.isEstablished()) {
                return member;
            }
            if (first == null) {
                first = member;
            }
        }
        return first;
    }

    /** One of them is in another state than before. */
    void reconsider() {
        SwitchedOverlay chosen = chooseBest();
        if (chosen == null) {
            stopped = true;
            listener.failed(noneLeft());
            return;
        }
        boolean changed = chosen != best;
        best = chosen;
        for (SwitchedOverlay member : members) {
            member.carry(member == best);
        }
        if (changed) {
            listener.switched(best.name(), reason());
        }
    }

    /** One of them works; the first time, the connection as a whole does. */
    void memberEstablished() {
        reconsider();
        if (!established && !stopped) {
            established = true;
            listener.established();
        }
    }

    void send(SwitchedOverlay member, int tag, byte[] payload) {
        if (legacy) {
            assert isLegacyControl(tag) : "no such legacy control message: " + tag;
            listener.sendProtocolMessage(tag, payload.clone());
            return;
        }
        byte[] wrapped = new byte[HEADER_LENGTH + payload.length];
        wrapped[0] = (byte) member.index();
        wrapped[1] = (byte) tag;
        System.arraycopy(payload, 0, wrapped, HEADER_LENGTH, payload.length);
        listener.sendProtocolMessage(CONTROL_TAG, wrapped);
    }

    /** What the path carries, as far as any of them has found out. */
    int underlayMtu() {
        return members.stream()
                .mapToInt(SwitchedOverlay::underlayMtu)
                .filter(mtu -> mtu > 0)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Nobody is heard after the end. */
    boolean isStopped() {
        return stopped;
    }

    /** Why the best is the best: its own condition, and what keeps back those before it. */
    private String reason() {
        StringBuilder reason = new StringBuilder(best.name() + " is " + best.condition());
        for (SwitchedOverlay member : members.subList(0, best.index())) {
            reason.append(ANOTHER).append(member.name()).append(" is ").append(member.condition());
        }
        return reason.toString();
    }

    private String noneLeft() {
        if (legacy) {
            return members.getFirst().reason();
        }
        StringBuilder text = new StringBuilder("no working forwarders to ");
        text.append(request.remotePeer()).append('(').append(request.nickName()).append(')');
        for (SwitchedOverlay member : members) {
            text.append(member.index() == 0 ? ": " : "; ");
            text.append(member.name()).append(" is ").append(member.condition());
        }
        return text.toString();
    }
}
