package weave.xdp.socket;

/**
 * What the kernel has counted at a socket since it was opened.
 *
 * @param dropped received frames dropped for another reason than the next ones, as being too long
 * @param ringFull received frames dropped because we did not take them in time
 * @param withoutMemory how often the fill ring was empty when a frame came
 * @param invalid what we put into rings that named no memory: a bug of ours
 */
public record XdpCounts(long dropped, long ringFull, long withoutMemory, long invalid) {}
