using ActivitySync.Core.Telemetry;

namespace ActivitySync.Tests.Storage;

/// <summary>Journal entries: numbers to the last digit, words to the last character.</summary>
public abstract class JournalContract : StoreContract
{
    public static TheoryData<string> Words =>
    [
        "plain", " leading and trailing ", "it's \"quoted\"", @"back\slash", @"ends with \", @"\\", "\\\"", "\"",
        "a,b=c d", "line\nfeed", "carriage\r\nreturn", "tab\tand bell\u0007", "# not a comment", "naïve Füße 歩数 шаги",
        "👟🏃‍♀️ zero\u200bwidth", "; DROP TABLE journal; --", "{\"json\":[1,2]}", "null", "0", "i", "'; SELECT 1",
        "\u00a0", "\ufeffmark", "\u2028",
    ];

    public static TheoryData<string> Numbers =>
    [
        "0", "1", "-1", "0.1", "7.25", "0.30", "1.000", "3.3333333333333333333333333333", "-0.0000000000000000000000000001",
        "79228162514264337593543950335", "-79228162514264337593543950335", "9007199254740993",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Words_come_back_to_the_character(string words)
    {
        var entry = Told(JournalKind.Note, June, text: words);

        await Write(entry);

        Assert.Equal([entry], await Journal());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Numbers_come_back_to_the_digit(string number)
    {
        var value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);

        await Write(Told(JournalKind.Pain, June, value));

        var read = Assert.Single(await Journal()).Value;
        Assert.Equal(value, read);
        Assert.Equal(number, read?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Every_kind_comes_back_as_itself()
    {
        JournalEntry[] entries = [.. Enum.GetValues<JournalKind>().Select(kind => Told(kind, June, (int)kind, "t"))];

        await Write(entries);

        Assert.Equal(entries, await Journal());
    }

    [Fact]
    public async Task An_entry_may_have_neither_number_nor_words()
    {
        await Write(Told(JournalKind.Flare, June));

        Assert.Equal([Told(JournalKind.Flare, June)], await Journal());
    }

    [Fact]
    public async Task Empty_words_are_no_words()
    {
        await Write(Told(JournalKind.Pain, June, 4, ""));

        Assert.Equal([Told(JournalKind.Pain, June, 4)], await Journal());
    }

    [Fact]
    public async Task A_correction_takes_the_old_number_and_words_away()
    {
        await Write(Told(JournalKind.Enjoyed, June, 7.5m, "swimming"));
        await Write(Told(JournalKind.Enjoyed, June));

        Assert.Equal([Told(JournalKind.Enjoyed, June)], await Journal());
    }

    [Fact]
    public async Task Entries_are_ordered_by_time_then_kind()
    {
        await Write(
            Told(JournalKind.Note, June, text: "n"), Told(JournalKind.Mood, June, 5), Told(JournalKind.Pain, June + 1, 2),
            Told(JournalKind.RestDay, June - 1, 1), Told(JournalKind.Pain, June, 3));

        Assert.Equal(
            [JournalKind.RestDay, JournalKind.Pain, JournalKind.Mood, JournalKind.Note, JournalKind.Pain],
            (await Journal()).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_range_includes_its_start_and_excludes_its_end()
    {
        await Write(Told(JournalKind.Pain, June - 1, 1), Told(JournalKind.Pain, June, 2), Told(JournalKind.Pain, June + 5, 3));

        Assert.Equal([2m], (await Journal(June, June + 5)).Select(entry => entry.Value));
        Assert.Empty(await Journal(June, June));
    }

    [Fact]
    public async Task Nobody_reads_what_another_wearer_told()
    {
        await Write(new JournalEntry("ben", JournalKind.Note, June, null, "private"));

        Assert.Empty(await Journal());
        Assert.Single(await Journal(wearer: "ben"));
    }

    [Fact]
    public async Task A_thousand_characters_of_four_bytes_fit()
    {
        var entry = Told(JournalKind.Note, June, text: string.Concat(Enumerable.Repeat("👟", 1000)));

        await Write(entry);

        Assert.Equal([entry], await Journal());
    }
}
