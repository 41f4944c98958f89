package weave.core.engine;

import weave.core.tuning.ThreadingMode;

/**
 * What wakes the agents of all queues, by queue. Two agents on one thread have one.
 *
 * @param egress of the egresses
 * @param ingress of the ingresses
 */
record QueueDoorbells(Doorbell[] egress, Doorbell[] ingress) {
    static QueueDoorbells of(int queues, ThreadingMode threads) {
        Doorbell[] egress = new Doorbell[queues];
        Doorbell[] ingress = new Doorbell[queues];
        for (int i = 0; i < queues; i++) {
            egress[i] = new Doorbell();
            ingress[i] = threads == ThreadingMode.SHARED ? egress[i] : new Doorbell();
        }
        return new QueueDoorbells(egress, ingress);
    }

    /** Those of one queue. */
    void close(int queue) {
        egress[queue].close();
        if (ingress[queue] != egress[queue]) {
            ingress[queue].close();
        }
    }
}
