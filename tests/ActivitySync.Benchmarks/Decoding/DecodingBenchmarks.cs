using System.Buffers;
using System.Text;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Benchmarks.Decoding;

/// <summary>
/// Bytes to samples: a message through the router, and all the drain does to a burst before the store. Figures are per
/// message. Run: dotnet run -c Release --project tests/ActivitySync.Benchmarks -- --filter '*Decoding*'
/// </summary>
[InProcess, MemoryDiagnoser]
public class DecodingBenchmarks
{
    const int Messages = 500;
    const long Noon = 1_781_524_800_000;

    readonly SampleBatch _samples = new();
    readonly DecodingRules _rules = new()
    {
        Wearers = new Dictionary<string, Wearer>
        {
            ["ana"] = new Wearer
            {
                Id = "ana",
                Zones = new ZoneTimeline(DateTimeZoneProviders.Tzdb["Europe/Berlin"]),
                DevicePriority = ["watch", "phone"],
            },
        },
    };

    readonly byte[] _stepsTopic = "activitysync/v1/ana/watch/steps"u8.ToArray();
    readonly byte[] _heartTopic = "activitysync/v1/ana/watch/heart_rate"u8.ToArray();
    readonly byte[] _bandTopic = "home/kitchen/BTtoMQTT/AABBCCDDEEFF"u8.ToArray();
    readonly byte[] _minute = Encoding.UTF8.GetBytes($$"""{"ts":{{Noon}},"from":{{Noon - 60_000}},"steps":42,"counter":"delta"}""");
    readonly byte[] _beat = Encoding.UTF8.GetBytes($$"""{"ts":{{Noon}},"bpm":71}""");
    readonly byte[] _band = """{"id":"AA:BB:CC:DD:EE:FF","rssi":-72,"brand":"Xiaomi","model_id":"MB/SW","type":"BODY","steps":9101,"act_bpm":125}"""u8.ToArray();
    SourceRouter _router = null!;
    BurstDecoder _lot = null!;
    SpooledBurst[] _bursts = null!;
    MessageSpool _spool = null!;
    string _folder = "";

    [GlobalSetup]
    public void Prepare()
    {
        var sources = Sources();
        _router = new SourceRouter(_rules, sources);
        _folder = Directory.CreateTempSubdirectory("activitysync-decoding").FullName;
        _spool = MessageSpool.OpenBeside(new SpoolOptions { Folder = _folder });
        _lot = new BurstDecoder(new SourceRouter(_rules, sources), _rules,
            new DeviceClocks(_spool.Devices, _rules, NullLogger.Instance), NullLogger.Instance);
        var frames = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Messages; i++)
        {
            var ts = Noon + (i * 1_000);
            BurstFrames.Append(frames, i % 2 == 0 ? _stepsTopic : _heartTopic, Encoding.UTF8.GetBytes(i % 2 == 0
                ? $$"""{"ts":{{ts}},"from":{{ts - 60_000}},"steps":{{i % 120}},"counter":"delta"}"""
                : $$"""{"ts":{{ts}},"bpm":{{60 + (i % 60)}}}"""), BurstFlags.None);
        }
        _bursts = [new SpooledBurst(1, Noon + (Messages * 1_000), Messages, frames.WrittenSpan.ToArray())];
    }

    [GlobalCleanup]
    public void Clean()
    {
        _spool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public int NativeSteps() => Decode(_stepsTopic, _minute);

    [Benchmark]
    public int NativeHeartRate() => Decode(_heartTopic, _beat);

    [Benchmark]
    public int Theengs() => Decode(_bandTopic, _band);

    /// <summary>Native messages, half steps and half heart rates, as the drain reads them.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Burst()
    {
        _lot.Decode(_bursts);
        return _lot.Samples.Count + _lot.Streams.Tallies.Count;
    }

    int Decode(byte[] topic, byte[] payload)
    {
        _samples.Clear();
        _router.Decode(new RawMessage(topic, payload, Noon + 1_000, false), _rules, _samples);
        return _samples.Count;
    }

    IReadOnlyList<Source> Sources()
    {
        using var document = JsonDocument.Parse(
            """
            { "sources": [ { "name": "bluetooth", "format": "theengs", "topic": "home/+/BTtoMQTT/+", "wearer": "ana",
              "devices": { "AA:BB:CC:DD:EE:FF": { "device": "band" } } } ] }
            """);
        return SourcesFile.Parse(document.RootElement, new Household([.. _rules.Wearers.Values]), "activitysync", []);
    }
}
