/**
 * The agents that move frames, and what they share. HOT: nothing here allocates after construction,
 * logs, locks or throws; a bad packet is a counter.
 */
package weave.core.engine;
