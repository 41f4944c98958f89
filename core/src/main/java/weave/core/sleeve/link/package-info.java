/**
 * How a sleeve connection comes up, stays up and learns what its path carries. COLD: pure state
 * machines with the time given to them, run by the conductor.
 */
package weave.core.sleeve.link;
