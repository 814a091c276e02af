using ActivitySync.Core.Telemetry;

namespace ActivitySync.Tests.Telemetry;

/// <summary>Words on the wire and in stores: each kind has its own, and it leads back to the kind.</summary>
public class WordTests
{
    [Fact]
    public void Every_counter_has_a_word_of_its_own()
    {
        var kinds = Enum.GetValues<CounterKind>();

        Assert.Equal(kinds.Cast<CounterKind?>(), kinds.Select(kind => CounterKindNames.Parse(CounterKindNames.Of(kind))));
        Assert.Equal("since_midnight", CounterKindNames.Of(CounterKind.SinceMidnight));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((int)CounterKind.Session + 1)]
    public void What_is_no_counter_has_no_word(int number)
    {
        var counter = (CounterKind)number;

        Assert.Throws<ArgumentOutOfRangeException>(nameof(counter), () => CounterKindNames.Of(counter));
    }

    [Fact]
    public void Every_journal_kind_has_a_word_of_its_own()
    {
        var kinds = Enum.GetValues<JournalKind>();

        Assert.Equal(kinds.Cast<JournalKind?>(), kinds.Select(kind => JournalKindNames.Parse(JournalKindNames.Of(kind))));
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalKindNames.Of((JournalKind)kinds.Length));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Delta")]
    [InlineData("steps")]
    public void Other_words_are_no_kinds(string? word)
    {
        Assert.Null(CounterKindNames.Parse(word));
        Assert.Null(JournalKindNames.Parse(word));
    }
}
