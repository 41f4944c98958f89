/**
 * Traffic control: BPF programs where packets arrive at an interface and leave it, beside those of
 * others. COLD.
 */
package weave.kernel.tc;
