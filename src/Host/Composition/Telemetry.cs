using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JieSuJiBan.Host.Composition;

/// <summary>
/// Traces and metrics, only where somebody listens: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. Of our own: a span for each step, group commit
/// and delivery, counts of activities by type; nothing in them says which case or whom it is about.
/// </summary>
internal static class Telemetry
{
    public static IServiceCollection AddJieSuJiBanTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("jiesujiban"))
            .WithTracing(tracing => tracing.AddSource("JieSuJiBan.*").AddAspNetCoreInstrumentation().AddNpgsql().AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter("JieSuJiBan.*").AddAspNetCoreInstrumentation().AddMeter("Npgsql").AddOtlpExporter());
        return services;
    }
}
