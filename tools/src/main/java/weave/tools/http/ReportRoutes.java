package weave.tools.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import weave.tools.report.DnsPage;
import weave.tools.report.IpamPage;
import weave.tools.report.Report;
import weave.tools.report.ReportJson;
import weave.tools.report.StatusPage;
import weave.tools.template.Template;
import weave.tools.template.TemplateException;

/** The read-only group: status pages and the report. */
public final class ReportRoutes {
    private final Supplier<Report> reports;
    private final Executor slowWork = Executors.newVirtualThreadPerTaskExecutor();

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
                .add("GET", "/status/ipam", pages.page(IpamPage::ranges))
                .add("GET", "/status/dns", pages.page(DnsPage::names))
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

    private CompletionStage<Response> report(Request request) {
        request.expect("format");
        List<String> formats = request.all("format");
        if (formats.isEmpty()) {
            return CompletableFuture.completedStage(
                    Response.json(ReportJson.render(reports.get())));
        }
        if (formats.size() > 1) {
            throw new RefusalException(
                    Response.BAD_REQUEST, "error: must supply one format parameter");
        }
        Template template = parsed(formats.getFirst());
        Report report = reports.get();
        return CompletableFuture.supplyAsync(() -> rendered(template, report), slowWork);
    }

    private static Template parsed(String format) {
        try {
            return Template.parse(format);
        } catch (TemplateException e) {
            throw new RefusalException(Response.BAD_REQUEST, "error: template: " + e.getMessage());
        }
    }

    /** Off the control thread: a template may loop over everything in everything. */
    private static Response rendered(Template template, Report report) {
        try {
            return Response.text(Response.OK, template.render(ReportJson.values(report)));
        } catch (TemplateException e) {
            return Response.refusal(
                    Response.BAD_REQUEST, "error during template execution: " + e.getMessage());
        }
    }
}
