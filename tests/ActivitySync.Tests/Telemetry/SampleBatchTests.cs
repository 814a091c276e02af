using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Telemetry;

public class SampleBatchTests
{
    [Fact]
    public void A_batch_that_was_written_carries_nothing_into_the_next()
    {
        var batch = new SampleBatch();
        batch.Steps.Add(Given.Steps(0, 1));
        batch.HeartRates.Add(new HeartRateSample("ada", "watch", 0, 60));
        batch.Journal.Add(new JournalEntry("ada", JournalKind.Pain, 0, 3));
        batch.Recalculations.Add(new RecalculationRequest("ada", 0));
        batch.Repeats.Add(new RepeatedReading("ada", "watch", CounterKind.Delta, HeartRateKind.Live, 0));
        Assert.Equal(3, batch.Count); // wishes and repetitions are no samples

        batch.Clear();

        Assert.Empty(batch.Steps);
        Assert.Empty(batch.HeartRates);
        Assert.Empty(batch.Journal);
        Assert.Empty(batch.Recalculations);
        Assert.Empty(batch.Repeats);
    }

    [Theory]
    [InlineData(3, null, false)]
    [InlineData(null, "slept badly", false)]
    [InlineData(3, "after gardening", false)]
    [InlineData(null, null, true)]
    public void An_entry_with_neither_number_nor_words_withdraws(int? value, string? text, bool isWithdrawn) =>
        Assert.Equal(isWithdrawn, new JournalEntry("ada", JournalKind.Pain, 0, value, text).IsWithdrawn);
}
