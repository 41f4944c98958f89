package weave.tools.template;

/** A template that cannot be read, or cannot be carried out; the message is one line. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message);
    }
}
