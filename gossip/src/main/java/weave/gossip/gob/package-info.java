/**
 * The self-describing encoding in which the control plane's values travel: a schema is declared
 * once and serves reading and writing. COLD; every length read is checked against the bytes at
 * hand. Bytes and rules: docs/protocol/gob.md.
 */
package weave.gossip.gob;
