/**
 * What an operator may turn on the dataplane. COLD: decided once, before the start; it depends on
 * nothing, so that every part of the dataplane may read it.
 */
package weave.core.tuning;
