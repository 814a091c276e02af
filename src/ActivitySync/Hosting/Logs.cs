using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace ActivitySync.Hosting;

/// <summary>Makes the log as configured. Standard error, so that a verb's output can be piped.</summary>
internal static class Logs
{
    const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss} {Level:u3} {SourceContext:l}: {Message:lj}{NewLine}{Exception}";

    public static Logger Create(LoggingOptions options)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            // Quartz and the host tell their own story; ours is enough at Information.
            .MinimumLevel.Override("Quartz", Least(options.Level, LogEventLevel.Warning))
            .MinimumLevel.Override("Microsoft", Least(options.Level, LogEventLevel.Warning))
            // That keys of cookies lie in a folder only we can read is how it is meant.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", Least(options.Level, LogEventLevel.Error));
        _ = options.Json
            ? log.WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(outputTemplate: Template, standardErrorFromLevel: LogEventLevel.Verbose,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        if (options.File.Length > 0)
        {
            log.WriteTo.File(options.File, outputTemplate: Template, rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: 14, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }
        return log.CreateLogger();
    }

    static LogEventLevel Least(LogEventLevel asked, LogEventLevel least) => asked > least ? asked : least;
}
