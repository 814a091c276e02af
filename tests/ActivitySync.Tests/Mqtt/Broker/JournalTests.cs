using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Broker;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using BrokerMessage = ActivitySync.Mqtt.Internal.Broker.Message;

namespace ActivitySync.Tests.Mqtt.Broker;

/// <summary>The journal rewritten while the broker serves on.</summary>
public class JournalTests
{
    private const int Published = 3_000;

    [Fact]
    public void What_is_committed_while_the_journal_is_rewritten_is_in_the_new_one()
    {
        using var folder = new TempFolder();
        using (var core = Open(folder))
        {
            var journal = core.Journal!;
            Retain(core, "in the old file only");
            using var draft = journal.Draft(records => records.Retained(MessageTo(core, "drafted")));
            Retain(core, "while drafted");
            Assert.True(journal.TrySave(draft));
            Retain(core, "while saved");
            journal.Adopt(draft);
            Retain(core, "after");
        }

        using var again = Open(folder);
        var found = new List<BrokerMessage>();
        again.Retained.CollectAll(found);
        Assert.Equal(
            ["after", "drafted", "while drafted", "while saved"],
            found.Select(message => message.Topic.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_waiting_message_is_lost_while_the_journal_is_rewritten()
    {
        using var folder = new TempFolder();
        using (var core = Open(folder))
        {
            var away = core.Sessions.Restore("away");
            away.ExpiryMs = BrokerMessage.Never;
            core.Subscriptions.Add(new Subscription(away, "t"u8.ToArray(), new SubscribeOptions(1), 0));
            var publishing = Task.Run(
                () =>
                {
                    for (var number = 0; number < Published; number++)
                    {
                        lock (core.Gate)
                        {
                            core.Router.Publish(MessageTo(core, "t"));
                            core.EndTurn([]);
                        }
                    }
                },
                TestContext.Current.CancellationToken);
            do
            {
                core.Compact();
            }
            while (!publishing.IsCompleted);
            await publishing;
        }

        using var again = Open(folder);
        Assert.Equal(Published, again.Sessions.All.Single().Outbox.Waiting);
    }

    private static BrokerCore Open(TempFolder folder)
    {
        var options = new MqttBrokerOptions { MaxQueuedMessages = Published };
        var core = new BrokerCore(options, new BrokerLog(NullLogger.Instance), TimeProvider.System);
        core.OpenJournal(folder.Path);
        return core;
    }

    private static void Retain(BrokerCore core, string topic)
    {
        core.Journal!.Records.Retained(MessageTo(core, topic));
        core.EndTurn([]);
    }

    private static BrokerMessage MessageTo(BrokerCore core, string topic) => new()
    {
        Topic = core.Topics.Get(Encoding.UTF8.GetBytes(topic)),
        Payload = "x"u8.ToArray(),
        Qos = MqttQos.AtLeastOnce,
        Retain = true,
    };
}
