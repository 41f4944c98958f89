/**
 * What the daemon says of itself: one record, shown as pages and as JSON. COLD; rendering is pure.
 */
package weave.tools.report;
