using System.Text.Json;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Demo;

/// <summary>
/// What the devices of a pretended wearer publish for a day: the watch an hourly batch of minutes, the phone its counter
/// since boot every ten minutes, the wearer an evening's pain.
/// </summary>
internal sealed class DemoMessages(DemoWearer wearer)
{
    const string Prefix = "activitysync/v1";
    const int PhoneEveryMinutes = 10;
    const long MinuteMs = 60_000;

    // The phone's counter runs on from day to day; it starts at 0 again when the phone restarts.
    long _phoneCounter = 12_000;
    int _boots = 1;

    /// <summary>Messages of one day, in order of time, for the minutes before the given instant.</summary>
    public IEnumerable<(string Topic, byte[] Payload)> Of(LocalDate date, DemoDay life, int index, long beforeMs)
    {
        if (LocalDays.Of(wearer.Wearer, date) is not { } day)
        {
            yield break;
        }
        var minutes = (int)Math.Min(DemoDay.Minutes, (Math.Min(beforeMs, day.EndMs) - day.StartMs) / MinuteMs);
        for (var from = 0; from < minutes; from += 60)
        {
            var to = Math.Min(from + 60, minutes);
            if (Watch(day, life, from, to) is { } batch)
            {
                yield return ($"{Prefix}/{wearer.Wearer.Id}/watch/batch", batch);
            }
            if (wearer.Story == DemoStory.PhoneAndWatch)
            {
                yield return ($"{Prefix}/{wearer.Wearer.Id}/phone/steps", Phone(day, life, from, to, index));
            }
        }
        const int Evening = 1_260;
        if (life.Pain is { } pain && minutes > Evening)
        {
            yield return ($"{Prefix}/{wearer.Wearer.Id}/journal", Write(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("ts", day.StartMs + (Evening * MinuteMs));
                json.WriteString("kind", "pain");
                json.WriteNumber("value", pain);
                json.WriteEndObject();
            }));
        }
    }

    static byte[]? Watch(LocalDay day, DemoDay life, int from, int to)
    {
        if (!life.WatchWorn.AsSpan(from, to - from).Contains(true))
        {
            return null;
        }
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("steps");
            for (var minute = from; minute < to; minute++)
            {
                if (life.WatchWorn[minute])
                {
                    json.WriteStartObject();
                    json.WriteNumber("from", day.StartMs + (minute * MinuteMs));
                    json.WriteNumber("ts", day.StartMs + ((minute + 1) * MinuteMs));
                    json.WriteNumber("steps", life.Steps[minute]);
                    json.WriteString("counter", "delta");
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
            json.WriteStartArray("heart_rate");
            for (var minute = from; minute < to; minute++)
            {
                if (life.Bpm[minute] > 0)
                {
                    json.WriteStartObject();
                    json.WriteNumber("ts", day.StartMs + (minute * MinuteMs) + (MinuteMs / 2));
                    json.WriteNumber("bpm", life.Bpm[minute]);
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    byte[] Phone(LocalDay day, DemoDay life, int from, int to, int index) => Write(json =>
    {
        json.WriteStartArray();
        for (var start = from; start < to; start += PhoneEveryMinutes)
        {
            if (index % 9 == 4 && start == 840)
            {
                (_phoneCounter, _boots) = (0, _boots + 1);
            }
            for (var minute = start; minute < Math.Min(start + PhoneEveryMinutes, to); minute++)
            {
                // The phone in the pocket misses a few steps the watch sees.
                _phoneCounter += life.PhoneCarried[minute] ? life.Steps[minute] * 24 / 25 : 0;
            }
            json.WriteStartObject();
            json.WriteNumber("ts", day.StartMs + (Math.Min(start + PhoneEveryMinutes, to) * MinuteMs));
            json.WriteNumber("steps", _phoneCounter);
            json.WriteString("counter", "since_boot");
            json.WriteString("boot", $"boot-{_boots}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            content(json);
        }
        return buffer.WrittenSpan.ToArray();
    }
}
