/**
 * Frames and where they lie. HOT: nothing here allocates after construction, logs, locks or throws.
 * Whatever stands in a frame was written by a stranger; what does not parse is refused by a result.
 */
package weave.core.frame;
