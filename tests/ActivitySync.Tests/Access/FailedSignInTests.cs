using System.Net;
using ActivitySync.Access;
using ActivitySync.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Tests.Access;

public sealed class FailedSignInTests
{
    readonly ManualTime _time = new(Some.NoonTime);
    readonly CapturedLog<FailedSignIns> _log = new();

    [Fact]
    public void Each_failure_is_one_line_with_the_address_and_ten_are_too_many_for_ten_minutes()
    {
        var failed = new FailedSignIns(_log, _time);
        var stranger = From("192.0.2.7");
        for (var attempt = 0; attempt < 10; attempt++)
        {
            Assert.False(failed.IsBlocked(stranger));
            failed.Note(stranger, "token");
        }

        Assert.True(failed.IsBlocked(stranger));
        Assert.False(failed.IsBlocked(From("192.0.2.8")));
        Assert.Equal(10, _log.Lines.Count(line => line.EndsWith("Sign-in refused from 192.0.2.7: wrong token", StringComparison.Ordinal)));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(failed.IsBlocked(stranger));
    }

    [Fact]
    public void Addresses_of_one_network_of_version_6_are_one_person()
    {
        var failed = new FailedSignIns(_log, _time);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            failed.Note(From($"2001:db8::{attempt + 1}"), "password");
        }

        Assert.True(failed.IsBlocked(From("2001:db8::ffff")));
        Assert.False(failed.IsBlocked(From("2001:db8:0:1::1")));
    }

    static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
