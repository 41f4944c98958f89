/**
 * The part of Go's text/template that report templates use: fields, pipelines, {@code if}, {@code
 * range}, {@code with}, variables, and the common functions. COLD; templates come from anybody who
 * may read the report, so what they can make us do is bounded.
 */
package weave.tools.template;
