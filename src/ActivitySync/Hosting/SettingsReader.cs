using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Hosting;

/// <summary>
/// Reads option classes out of the configuration and collects every problem instead of stopping at the first: unknown
/// keys, values of the wrong kind, values out of range.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    readonly List<string> _problems = [];

    /// <summary>What is wrong, each a sentence.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Sections that no options class owns are misspelt.</summary>
    public void CheckSections(IReadOnlyList<string> known)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (!known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                _problems.Add($"There is no section {section.Key}.{Nearest(section.Key, known)}");
            }
        }
    }

    /// <summary>The options of one section; defaults where nothing or nothing usable is set.</summary>
    public T Read<T>(string section)
        where T : class, new()
    {
        var options = new T();
        Fill(options, configuration.GetSection(section));
        return options;
    }

    void Fill(object options, IConfigurationSection section)
    {
        var properties = Settable(options.GetType());
        if (section.Value is { Length: > 0 } single)
        {
            _problems.Add($"{section.Path} is \"{single}\" but must be a group of settings in braces.");
        }
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                _problems.Add($"There is no setting {child.Path}.{Nearest(child.Key, properties.Select(p => p.Name))}");
            }
            else if (IsNested(property.PropertyType))
            {
                Fill(property.GetValue(options)!, child);
            }
            else
            {
                Set(options, property, child);
            }
        }
        Validate(options, section.Path);
    }

    void Set(object options, PropertyInfo property, IConfigurationSection setting)
    {
        if (setting.Value is null)
        {
            _problems.Add($"{setting.Path} must be {Kind(property.PropertyType)}, not a group of settings.");
            return;
        }
        try
        {
            var value = TypeDescriptor.GetConverter(property.PropertyType)
                .ConvertFromString(null, CultureInfo.InvariantCulture, setting.Value);
            if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value!))
            {
                throw new FormatException();
            }
            property.SetValue(options, value);
        }
        catch (Exception reason) when (reason is FormatException or ArgumentException or NotSupportedException)
        {
            _problems.Add($"{setting.Path} is \"{setting.Value}\" but must be {Kind(property.PropertyType)}.");
        }
    }

    void Validate(object options, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var name = result.MemberNames.FirstOrDefault() ?? "";
            var property = options.GetType().GetProperty(name);
            _problems.Add(property?.GetCustomAttribute<RangeAttribute>() is { } range
                ? $"{path}:{name} is {property.GetValue(options)} but must lie between {range.Minimum} and {range.Maximum}."
                : property?.GetCustomAttribute<RegularExpressionAttribute>() is { } form && property.GetValue(options) is string { Length: > 0 } text
                ? $"{path}:{name} is \"{text}\" but must match {form.Pattern}."
                : property is null ? $"{path}: {result.ErrorMessage}" : $"{path}:{name} must be set.");
        }
    }

    /// <summary>The settings of an options class.</summary>
    public static IReadOnlyList<PropertyInfo> Settable(Type type)
        => [.. type.GetProperties().Where(property => property.CanWrite && !typeof(IList).IsAssignableFrom(property.PropertyType))];

    /// <summary>Whether a setting is a group of settings.</summary>
    public static bool IsNested(Type type) => type.IsClass && type != typeof(string);

    static string Kind(Type type)
        => type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(double) ? "a number"
        : "text";

    /// <summary>A hint at the name that was probably meant.</summary>
    public static string Nearest(string name, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.Distance).FirstOrDefault();
        return best.candidate is not null && best.Distance <= Math.Max(2, name.Length / 3)
            ? $" Did you mean {best.candidate}?"
            : "";
    }

    static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.Length];
    }
}
