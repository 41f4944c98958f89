package weave.core.frame;

/**
 * In how large pages memory lies: the larger, the fewer entries of the processor's TLB it takes.
 */
public enum PageKind {
    /** As the kernel gives them out. */
    SMALL,

    /** 2 MB where the kernel finds them, by {@code madvise(2)}. */
    TRANSPARENT,

    /** 2 MB, from those that were reserved at the kernel for it. */
    HUGE;

    /** The smaller of this one and another. */
    public PageKind smaller(PageKind other) {
        return compareTo(other) < 0 ? this : other;
    }
}
