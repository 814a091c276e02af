using Spectre.Console;

namespace ActivitySync.Verbs;

/// <summary>Writes a table as plain text, as wide as it needs, so that it can be piped and compared.</summary>
internal static class TableWriter
{
    const int Widest = 400;

    public static void Write(Table table, TextWriter output)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Widest;
        console.Write(table.Collapse());
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }
    }
}
