/** What survives a restart: one small file of named values. COLD; writes block on the disk. */
package weave.gossip.store;
