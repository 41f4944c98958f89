/** What the daemon makes on its host: the bridge, and the settings that go with it. COLD. */
package weave.tools.host;
