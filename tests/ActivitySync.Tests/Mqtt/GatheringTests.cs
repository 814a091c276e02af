using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Transport;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public sealed class GatheringTests
{
    const int MessageBytes = 77;
    const double CommitMs = 0.5;

    [Fact]
    public void A_lone_message_waits_for_no_other()
    {
        var run = Run(new Sender(gapMs: 10), seconds: 2);

        Assert.Equal(TimeSpan.Zero, run.Paused);
        Assert.True(run.LargestDelayMs < 1, $"{run.LargestDelayMs} ms");
    }

    [Fact]
    public void Five_messages_that_come_two_milliseconds_apart_are_one_commit()
    {
        var run = Run(new Sender(gapMs: 2), seconds: 2);

        Assert.InRange(run.Messages / (double)run.Commits, 4, 7);
        Assert.True(run.LargestDelayMs < 20 + 1, $"{run.LargestDelayMs} ms");
    }

    [Fact]
    public void Twenty_thousand_a_second_wait_for_the_shortest_pause_only()
    {
        var run = Run(new Sender(gapMs: 0.05), seconds: 1);

        Assert.Equal(TimeSpan.FromMilliseconds(1), run.LongestPause);
    }

    [Fact]
    public void What_gathers_by_itself_waits_for_no_more()
    {
        var run = Run(new Sender(gapMs: 0.001), seconds: 1);

        Assert.InRange(run.Pauses, 0, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void A_sender_that_waits_for_its_acknowledgements_is_hardly_slowed(int window)
    {
        var before = Run(new Sender(gapMs: 0.001, window), seconds: 10, longest: 1);
        var now = Run(new Sender(gapMs: 0.001, window), seconds: 10);

        Assert.True(now.Messages >= before.Messages * 0.95, $"{now.Messages} instead of {before.Messages}");
    }

    // Five of its window may wait with us, not more, wherever it is.
    [Fact]
    public void A_distant_sender_with_a_window_of_twenty_keeps_four_fifths_of_its_pace()
    {
        var before = Run(new Sender(gapMs: 0.001, window: 20, awayMs: 30), seconds: 20, longest: 1);
        var now = Run(new Sender(gapMs: 0.001, window: 20, awayMs: 30), seconds: 20);

        Assert.True(now.Messages >= before.Messages * 0.75, $"{now.Messages} instead of {before.Messages}");
    }

    [Fact]
    public void Nothing_pauses_where_it_is_turned_off()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var link = new PacedLink(new Sender(gapMs: 2), time);
        var gathering = new Gathering(TimeSpan.Zero, TimeSpan.FromMilliseconds(20), time);

        Assert.Equal(0, Go(gathering, link, time, seconds: 1).Pauses);
    }

    static Outcome Run(Sender sender, int seconds, double longest = 20)
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var gathering = new Gathering(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(longest), time);
        return Go(gathering, new PacedLink(sender, time), time, seconds);
    }

    // As the connection does it: pause, read, commit, acknowledge.
    static Outcome Go(Gathering gathering, PacedLink link, ManualTime time, int seconds)
    {
        var (commits, largestMs) = (0, 0d);
        var end = time.GetUtcNow().AddSeconds(seconds);
        var buffer = new byte[65_536];
        while (time.GetUtcNow() < end)
        {
            gathering.BeforeRead(link);
            var read = link.Read(buffer);
            gathering.AfterRead(read);
            time.Advance(TimeSpan.FromMilliseconds(CommitMs));
            largestMs = Math.Max(largestMs, link.OldestMs);
            gathering.AfterMessages(read / MessageBytes);
            link.Acknowledge();
            commits++;
        }
        return new Outcome(link.Messages, commits, link.Pauses, link.Paused, link.LongestPause, largestMs);
    }

    readonly record struct Outcome(
        int Messages, int Commits, int Pauses, TimeSpan Paused, TimeSpan LongestPause, double LargestDelayMs);

    /// <param name="gapMs">Between two messages, milliseconds.</param>
    /// <param name="window">Most messages sent and not acknowledged.</param>
    /// <param name="awayMs">From it to us and back, milliseconds.</param>
    sealed class Sender(double gapMs, int window = int.MaxValue, double awayMs = 0)
    {
        readonly Queue<double> _acknowledgedMs = new();
        int _inFlight;
        double _nextMs = gapMs;

        /// <summary>When the next message comes; null while it waits for us.</summary>
        public double? NextMs(double nowMs)
        {
            while (_inFlight >= window && _acknowledgedMs.TryPeek(out var atMs) && atMs <= nowMs)
            {
                _acknowledgedMs.Dequeue();
                _inFlight--;
                _nextMs = Math.Max(_nextMs, atMs);
            }
            return _inFlight < window ? _nextMs : _acknowledgedMs.TryPeek(out var soonMs) ? soonMs : null;
        }

        public void Sent(double atMs)
        {
            _inFlight += window == int.MaxValue ? 0 : 1;
            _nextMs = atMs + gapMs;
        }

        public void Acknowledge(int messages, double nowMs)
        {
            for (var message = 0; message < messages; message++)
            {
                _acknowledgedMs.Enqueue(nowMs + awayMs);
            }
        }
    }

    sealed class PacedLink(Sender sender, ManualTime time) : ILink
    {
        readonly DateTimeOffset _start = time.GetUtcNow();
        readonly Queue<double> _unread = new();
        readonly List<double> _read = [];

        public int Messages { get; private set; }

        public int Pauses { get; private set; }

        public TimeSpan Paused { get; private set; }

        public TimeSpan LongestPause { get; private set; }

        /// <summary>How long the oldest message of the last read has been here, milliseconds.</summary>
        public double OldestMs => NowMs - _read[0];

        public int Unread
        {
            get
            {
                Receive();
                return _unread.Count * MessageBytes;
            }
        }

        double NowMs => (time.GetUtcNow() - _start).TotalMilliseconds;

        public int Read(Span<byte> buffer)
        {
            Receive();
            while (_unread.Count == 0)
            {
                var nextMs = sender.NextMs(NowMs) ?? throw new InvalidOperationException("Both wait for each other.");
                time.Advance(TimeSpan.FromMilliseconds(Math.Max(nextMs - NowMs, 0) + 0.001));
                Receive();
            }
            _read.Clear();
            while (_read.Count < buffer.Length / MessageBytes && _unread.TryDequeue(out var atMs))
            {
                _read.Add(atMs);
            }
            Messages += _read.Count;
            return _read.Count * MessageBytes;
        }

        public void Acknowledge() => sender.Acknowledge(_read.Count, NowMs);

        public void Gather(TimeSpan pause)
        {
            Pauses++;
            Paused += pause;
            LongestPause = pause > LongestPause ? pause : LongestPause;
            time.Advance(pause);
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
        }

        public void Finish()
        {
        }

        public void Abort()
        {
        }

        void Receive()
        {
            while (sender.NextMs(NowMs) is { } atMs && atMs <= NowMs)
            {
                _unread.Enqueue(atMs);
                sender.Sent(atMs);
            }
        }
    }
}
