using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>
/// Another program writes into our measurements of an InfluxDB, and not as we do: nothing of that is taken for ours, and it
/// keeps nobody from reading what is.
/// </summary>
public abstract class ForeignContract : StoreContract
{
    const long Week = 7 * 24 * 60 * Minute;

    static readonly LocalDate Monday = new(2024, 6, 3);

    /// <summary>Writes line protocol past the store; times are nanoseconds.</summary>
    internal abstract Task WriteRawAsync(string lines);

    [Fact]
    public async Task A_text_for_a_heart_rate_is_no_heart_rate()
    {
        // In a week of its own: where ours is the server takes no other type.
        await WriteRawAsync($"heart_rate,device=watch,wearer=ann bpm=\"sixty\" {Ns(June - (4 * Week))}\n");

        Assert.Empty(await Beats());
        await Write(Beat(June, 60));

        Assert.Equal([Beat(June, 60)], await Beats());
    }

    [Fact]
    public async Task A_heart_rate_no_number_of_ours_can_hold_is_passed_over()
    {
        await WriteRawAsync(
            $"heart_rate,device=watch,wearer=ann bpm=4294967356i {Ns(June)}\nheart_rate,device=watch,wearer=ann bpm=-9223372036854775808i {Ns(June + 1)}\n");
        await Write(Beat(June + 2, 60));

        Assert.Equal([Beat(June + 2, 60)], await Beats());
    }

    [Fact]
    public async Task Points_of_no_device_or_of_one_that_is_no_identifier_are_passed_over()
    {
        await WriteRawAsync(
            $"""
            heart_rate,wearer=ann bpm=61i {Ns(June)}
            heart_rate,device=Fit.Bit,wearer=ann bpm=62i {Ns(June)}
            steps,counter=delta,wearer=ann count=7i,length_ms=0i {Ns(June)}
            steps,counter=delta,device=Fit.Bit,wearer=ann count=8i,length_ms=0i {Ns(June)}
            steps,counter=weekly,device=watch,wearer=ann count=9i,length_ms=0i {Ns(June)}
            steps,counter=delta,device=watch,wearer=ann other=1i {Ns(June + 1)}

            """.ReplaceLineEndings("\n"));
        await Write(Beat(June, 60));
        await Write(Step(June, 5));

        Assert.Equal([Beat(June, 60)], await Beats());
        Assert.Equal([Step(June, 5)], await Steps());
        Assert.Equal([Step(June, 5)], await Store.ReadLastStepsAsync("ann", long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_wearer_who_is_no_identifier_is_nobody_here()
    {
        await WriteRawAsync($"heart_rate,device=watch,wearer=ann.b bpm=61i {Ns(June)}\n");
        await Write(Beat(June, 60));

        Assert.Equal(["ann"], await Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task A_journal_in_other_words_is_passed_over()
    {
        await WriteRawAsync(
            $"""
            journal,kind=pain,wearer=ann exact="much",text="" {Ns(June)}
            journal,kind=dream,wearer=ann exact="3",text="" {Ns(June)}

            """.ReplaceLineEndings("\n"));
        await Write(Told(JournalKind.Pain, June + 1, 3.5m));

        Assert.Equal([Told(JournalKind.Pain, June + 1, 3.5m)], await Journal());
    }

    [Fact]
    public async Task Results_that_nobody_here_has_written_leave_ours_standing()
    {
        var noonMs = Monday.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds() + (12 * 60 * Minute);
        await Store.AppendDaysAsync([Day(Monday)], Stop);
        await Store.AppendTargetsAsync([Target(Monday)], Stop);
        await Store.AppendHoursAsync([RollupContract.HourOf(Monday, 0)], Stop);
        await WriteRawAsync(
            $"""
            day,wearer=ann revision=9i,rule_version=3i,computed_ms=1i,report="not JSON",figures="[]" {Ns(noonMs + 9)}
            day,wearer=ann score=99 {Ns(noonMs + 10)}
            target,wearer=ann note="eat more" {Ns(noonMs + 11)}
            hour,wearer=ann date="{Monday:uuuu-MM-dd}",revision=-5i,hour=1i,minutes=60i,steps=7i {Ns(noonMs + 12)}
            hour,wearer=ann date="yesterday",revision=2i,hour=1i,minutes=60i,steps=7i {Ns(noonMs + 13)}

            """.ReplaceLineEndings("\n"));

        Assert.Equal(1, Assert.Single(await Store.ReadDaysAsync("ann", Monday, Monday, Stop)).Revision);
        Assert.Equal([Target(Monday)], await Store.ReadTargetsAsync("ann", Monday, Monday, Stop));
        Assert.Equal([RollupContract.HourOf(Monday, 0)], await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
    }

    static long Ns(long timeMs) => timeMs * 1_000_000;
}
