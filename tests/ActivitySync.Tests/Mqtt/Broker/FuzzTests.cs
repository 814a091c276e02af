using ActivitySync.Tests.Mqtt.Codec;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class FuzzTests
{
    private const int Rounds = 300;

    private static readonly string[] Seeds =
    [
        "10 10 0004 'MQTT' 05 02 0000 00 0003 'abc' C0 00",
        "10 15 0004 'MQTT' 05 02 0000 05 11 00000010 0003 'abc' 82 08 0001 00 0002 'a/' 02 30 06 0001 'a' 00 'xy'",
        "10 0F 0004 'MQTT' 04 02 0000 0003 'abc' 32 07 0001 'a' 0001 'xy' 34 07 0001 'a' 0002 'xy' 62 02 0002 E0 00",
        "10 10 0004 'MQTT' 05 02 0000 00 0003 'abc' 31 09 0001 'a' 03 23 0001 'xy' A2 06 0002 00 0001 'a' E0 00",
    ];

    [Fact]
    public void Mutated_conversations_cause_no_defect_and_leave_no_connection_open()
    {
        var report = new StringWriter();

        Assert.True(BrokerFuzz.Run(count: 20_000, seed: 20260101, report) == 0, report.ToString());
    }

    [Fact]
    public async Task Mutated_conversations_never_hurt_the_broker()
    {
        var random = new Random(20260101);
        await using var broker = await TestBroker.StartAsync();
        using var witness = await RawClient.ConnectAsync(broker, "witness");

        for (var round = 0; round < Rounds; round++)
        {
            using var client = await RawClient.DialAsync(broker);
            var bytes = Wire.Bytes(Seeds[random.Next(Seeds.Length)]);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await client.SendAsync(bytes);
        }

        await witness.PingAsync();
    }
}
