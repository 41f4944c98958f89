/** Whole meshes of weaved peers in one thread and in virtual time, and what they cost. */
package weave.bench.mesh;
