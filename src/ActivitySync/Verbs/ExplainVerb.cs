using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using NodaTime;
namespace ActivitySync.Verbs;
internal static class ExplainVerb
{
    public static Task RunAsync(ServiceConfig config, Wearer wearer, LocalDate date, TextWriter output, CancellationToken stop) => Task.CompletedTask;
}
