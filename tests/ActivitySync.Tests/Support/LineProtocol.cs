using System.Globalization;
using System.Text;

namespace ActivitySync.Tests.Support;

/// <summary>A point as a server understands it. Field values are long, double or string.</summary>
sealed record InfluxPoint(
    string Measurement, SortedDictionary<string, string> Tags, Dictionary<string, object> Fields, long TimeNs);

/// <summary>Reads line protocol by the book, written apart from the encoder so that both can be wrong only together.</summary>
sealed class LineProtocol(string text)
{
    int _at;

    public static List<InfluxPoint> Parse(string text)
    {
        var parser = new LineProtocol(text);
        var points = new List<InfluxPoint>();
        while (parser._at < text.Length)
        {
            points.Add(parser.Point());
        }
        return points;
    }

    InfluxPoint Point()
    {
        var measurement = Until(", ");
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (text[_at] == ',')
        {
            _at++;
            var key = Until("=");
            _at++;
            var value = Until(", ");
            Require(key.Length > 0 && value.Length > 0 && tags.TryAdd(key, value), "tag");
        }
        Require(text[_at] == ' ', "space before fields");
        var fields = new Dictionary<string, object>();
        do
        {
            _at++;
            var key = Until("=");
            _at++;
            Require(key.Length > 0 && key != "time" && !tags.ContainsKey(key) && fields.TryAdd(key, Value()), "field");
        }
        while (text[_at] == ',');
        Require(text[_at] == ' ', "space before time");
        _at++;
        var timeNs = long.Parse(Until("\n"), CultureInfo.InvariantCulture);
        _at++;
        return new InfluxPoint(measurement, tags, fields, timeNs);
    }

    object Value()
    {
        if (text[_at] != '"')
        {
            var word = Until(", ");
            return word.EndsWith('i')
                ? (object)long.Parse(word.AsSpan(0, word.Length - 1), CultureInfo.InvariantCulture)
                : double.Parse(word, CultureInfo.InvariantCulture);
        }
        var value = new StringBuilder();
        for (_at++; text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && text[_at + 1] is '"' or '\\')
            {
                _at++;
            }
            value.Append(text[_at]);
        }
        _at++;
        return value.ToString();
    }

    string Until(string ends)
    {
        var start = _at;
        while (!ends.Contains(text[_at], StringComparison.Ordinal))
        {
            Require(text[_at] is not ('\n' or '\r' or '\\' or '"'), "plain word");
            _at++;
        }
        return text[start.._at];
    }

    void Require(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new FormatException($"No {what} at {_at} of: {text[..Math.Min(text.Length, 200)]}");
        }
    }
}
