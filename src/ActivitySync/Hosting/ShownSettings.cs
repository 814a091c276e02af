using System.Globalization;

namespace ActivitySync.Hosting;

/// <summary>Every setting with its value as it may be shown: secrets as ***.</summary>
internal static class ShownSettings
{
    static readonly string[] Secrets = ["Password", "Secret", "Token"];

    /// <summary>All settings by their full name, in the order of activitysync.json.</summary>
    public static IEnumerable<(string Name, string Shown)> Of(ServiceConfig config)
        => ConfigReader.Sections.Keys.SelectMany(
            section => Of(typeof(ServiceConfig).GetProperty(section)!.GetValue(config)!, section));

    static IEnumerable<(string Name, string Shown)> Of(object options, string path)
    {
        foreach (var property in SettingsReader.Settable(options.GetType()))
        {
            var name = $"{path}:{property.Name}";
            var value = property.GetValue(options);
            if (SettingsReader.IsNested(property.PropertyType))
            {
                foreach (var nested in Of(value!, name))
                {
                    yield return nested;
                }
                continue;
            }
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            yield return (name, text.Length == 0 ? "(empty)" : Secrets.Contains(property.Name) ? "***" : text);
        }
    }
}
