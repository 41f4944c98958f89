package weave.xdp.program;

/** A process that attaches {@link RedirectAll} to an interface and waits to be killed. */
final class AttachForever {
    private AttachForever() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (XdpAttachment attached =
                XdpAttachment.attachAny(
                        new RedirectAll(), Integer.parseInt(arguments[0]), TestProgram.QUEUES)) {
            System.out.println(attached.mode());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
