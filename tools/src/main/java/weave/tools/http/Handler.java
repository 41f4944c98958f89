package weave.tools.http;

import java.util.concurrent.CompletionStage;

/** Answers the requests of one route. Called on the control thread and never blocks it. */
@FunctionalInterface
interface Handler {
    /** The answer, now or, where something slow has to be asked first, later. */
    CompletionStage<Response> handle(Request request);
}
