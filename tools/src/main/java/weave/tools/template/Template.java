package weave.tools.template;

import java.util.List;

/** A template that has been read; immutable. */
public final class Template {
    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * @throws TemplateException if it is malformed or uses what is not known here
     */
    public static Template parse(String template) throws TemplateException {
        return new Template(new TemplateParser(template).parse());
    }

    /**
     * @param value maps, lists, strings, numbers, truth values and {@code null}s
     * @throws TemplateException if the value has not what the template asks for, or if it takes too
     *     long
     */
    public String render(Object value) throws TemplateException {
        return new Renderer(value).render(nodes);
    }
}
