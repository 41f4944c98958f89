package weave.core.conductor;

import weave.core.overlay.OverlayListener;

/** Listens to an overlay's connection, and does nothing about it. */
final class Nobody implements OverlayListener {
    @Override
    public void established() {}

    @Override
    public void failed(String reason) {}

    @Override
    public void unhealthy(String reason) {}

    @Override
    public void recovered() {}

    @Override
    public void sendControl(int tag, byte[] payload) {}
}
