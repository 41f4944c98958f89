package weave.kernel.odp;

import java.util.List;

/**
 * What is to be done with a frame.
 *
 * @param isFlow whether the kernel may do the same with others of its kind
 * @param key which those are
 * @param actions what is done
 */
record Treatment(boolean isFlow, FlowKey key, List<FlowAction> actions) {
    Treatment {
        actions = List.copyOf(actions);
    }

    static Treatment flow(FlowKey key, List<FlowAction> actions) {
        return new Treatment(true, key, actions);
    }

    static Treatment once(FlowKey key, List<FlowAction> actions) {
        return new Treatment(false, key, actions);
    }

    /** Whether the frame goes to a neighbour from here. */
    boolean isTunnelled() {
        return actions.stream().anyMatch(FlowAction.SetTunnel.class::isInstance);
    }
}
