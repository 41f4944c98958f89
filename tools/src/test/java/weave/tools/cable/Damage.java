package weave.tools.cable;

/**
 * What a cable does to the frames that it carries.
 *
 * @param lostShare of the frames, 0 to 1
 * @param delayedShare of the others, 0 to 1: up to {@link CableDirection#OVERTAKERS_MAX} later
 *     frames overtake each of them
 */
public record Damage(double lostShare, double delayedShare) {
    /** Every frame arrives, in order. */
    public static final Damage NONE = new Damage(0, 0);
}
