using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace ActivitySync.Publish;

/// <summary>
/// What people are told, in their language. A language is one file in <c>Languages/</c>, named by its two-letter code; all
/// hold the same keys with the same names in braces.
/// </summary>
internal sealed class Language
{
    const string Folder = "ActivitySync.Publish.Languages.";

    readonly FrozenDictionary<string, string> _texts;
    readonly int _suggestions;

    Language(string code, FrozenDictionary<string, string> texts)
    {
        (Code, _texts) = (code, texts);
        _suggestions = texts.Keys.Count(key => key.StartsWith("suggestion.", StringComparison.Ordinal));
    }

    /// <summary>All languages by code.</summary>
    public static IReadOnlyDictionary<string, Language> All { get; } = ReadAll(Folder);

    /// <summary>Two letters, ISO 639-1.</summary>
    public string Code { get; }

    /// <summary>Every key.</summary>
    public IReadOnlyCollection<string> Keys => _texts.Keys;

    /// <summary>The language of this code; English where there is none.</summary>
    public static Language Of(string? code) => All.GetValueOrDefault(code ?? "en") ?? All["en"];

    /// <summary>The text of a key as it stands in the file.</summary>
    public string this[string key] => _texts[key];

    /// <summary>A text with its names in braces filled in. A name without a value stays as it is.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> values) => Fill(_texts[key], values);

    /// <summary>The same for a text from elsewhere.</summary>
    public static string Fill(string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>Whether there is such a text.</summary>
    public bool Has(string key) => _texts.ContainsKey(key);

    /// <summary>A number rounded to a whole one, with the language's sign between thousands.</summary>
    public string Number(decimal value) => decimal.Round(value, 0, MidpointRounding.AwayFromZero)
        .ToString("N0", CultureInfo.InvariantCulture).Replace(",", _texts["thousands"], StringComparison.Ordinal);

    /// <summary>Something small to do; goes round with the number.</summary>
    public string Suggestion(long number) => _texts[$"suggestion.{(number % _suggestions) + 1}"];

    /// <summary>The languages of a folder of embedded files by code; for the folder's own room.</summary>
    /// <param name="folder">The folder as a namespace, with the dot at its end.</param>
    public static IReadOnlyDictionary<string, Language> ReadAll(string folder)
        => Read(folder).ToDictionary(language => language.Code);

    static IEnumerable<Language> Read(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            yield return new Language(
                name[folder.Length..^".json".Length],
                JsonSerializer.Deserialize(file, LanguageJson.Default.DictionaryStringString)!.ToFrozenDictionary());
        }
    }
}

/// <summary>Shape of a language file.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LanguageJson : System.Text.Json.Serialization.JsonSerializerContext;
