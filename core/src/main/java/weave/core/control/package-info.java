/**
 * All that the control plane may say to the dataplane: immutable snapshots. COLD to build, hot to
 * read.
 */
package weave.core.control;
