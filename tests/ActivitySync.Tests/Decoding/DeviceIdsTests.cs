using ActivitySync.Core.Decoding;

namespace ActivitySync.Tests.Decoding;

/// <summary>Ids of hardware are compared in one form and never stored; words become names that may be.</summary>
public sealed class DeviceIdsTests
{
    [Theory]
    [InlineData("aa:bb:cc:dd:ee:ff", "AABBCCDDEEFF")]
    [InlineData("AA-BB-CC-DD-EE-FF", "AABBCCDDEEFF")]
    [InlineData("aabbccddeeff", "AABBCCDDEEFF")]
    [InlineData("aa:bb:cc:dd:ee:fg", "aa:bb:cc:dd:ee:fg")]
    [InlineData("aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee")]
    [InlineData("my-watch", "my-watch")]
    public void A_MAC_is_compared_without_separators_and_anything_else_as_it_is(string id, string key)
        => Assert.Equal(key, DeviceIds.Key(id));

    [Theory]
    [InlineData("My Watch", "My-Watch")]
    [InlineData("Ana's  (new) watch!", "Ana-s-new-watch")]
    [InlineData("under_score-9", "under_score-9")]
    [InlineData("  édge  ", "dge")]
    [InlineData("12345678901234", "12345678901234")]
    [InlineData("aa:bb:cc:dd:ee:fg", "aa-bb-cc-dd-ee-fg")]
    public void Words_become_a_name(string words, string name) => Assert.Equal(name, DeviceIds.Name(words));

    [Theory]
    [InlineData("aa:bb:cc:dd:ee:ff")]
    [InlineData("123456789012345")] // an IMEI
    [InlineData("時計")]
    [InlineData("--")]
    public void Hardware_and_words_of_which_nothing_remains_get_an_alias(string words)
    {
        Assert.Equal(DeviceIds.Alias(words), DeviceIds.Name(words));
        Assert.Matches("^device-[0-9a-f]{10}$", DeviceIds.Name(words));
    }

    [Fact]
    public void A_name_has_at_most_64_characters_and_longer_words_an_alias()
    {
        Assert.Equal(new string('x', 64), DeviceIds.Name(new string('x', 64)));
        Assert.Equal(DeviceIds.Alias(new string('x', 65)), DeviceIds.Name(new string('x', 65)));
    }

    [Fact]
    public void An_alias_is_the_same_however_the_MAC_is_written()
        => Assert.Equal(DeviceIds.Alias("AABBCCDDEEFF"), DeviceIds.Alias("aa:bb:cc:dd:ee:ff"));

    [Fact]
    public void Fifteen_characters_that_are_not_all_digits_are_words()
        => Assert.Equal("Watch-of-Anna-1", DeviceIds.Name("Watch-of-Anna-1"));
}
