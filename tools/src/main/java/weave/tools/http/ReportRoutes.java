package weave.tools.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import weave.tools.report.Report;
import weave.tools.report.ReportJson;
import weave.tools.report.StatusPage;

/** The read-only group: status pages and the report. */
public final class ReportRoutes {
    private final Supplier<Report> reports;

    private ReportRoutes(Supplier<Report> reports) {
        this.reports = reports;
    }

    /**
     * @param reports makes a report of this moment; called on the control thread
     */
    public static Routes over(Supplier<Report> reports) {
        ReportRoutes pages = new ReportRoutes(reports);
        return new Routes()
                .add("GET", "/status", pages.page(StatusPage::overview))
                .add("GET", "/status/connections", pages.page(StatusPage::connections))
                .add("GET", "/status/peers", pages.page(StatusPage::peers))
                .add("GET", "/status/targets", pages.page(StatusPage::targets))
                .add("GET", "/status/dataplane", pages.page(StatusPage::dataplane))
                .add("GET", "/report", pages::report);
    }

    /** Readiness probes look at the code, people at the text. */
    private Handler page(Function<Report, String> render) {
        return _ -> {
            Report report = reports.get();
            int status = report.ready() ? Response.OK : Response.SERVICE_UNAVAILABLE;
            return CompletableFuture.completedStage(Response.text(status, render.apply(report)));
        };
    }

    private CompletableFuture<Response> report(Request request) {
        if (request.parameters().containsKey("format")) {
            return CompletableFuture.completedFuture(
                    Response.refusal(
                            Response.BAD_REQUEST,
                            "error: format templates are not supported; leave format out for"
                                    + " JSON"));
        }
        return CompletableFuture.completedFuture(Response.json(ReportJson.render(reports.get())));
    }
}
