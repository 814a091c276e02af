using ActivitySync.Jobs;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.Tests.Jobs;

/// <summary>A job that fails is logged once, told once after a while, and holds up nobody; a bug ends the process.</summary>
public sealed class JobGuardTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));
    readonly CapturedLog<JobGuard> _log = new();
    readonly Lifetime _lifetime = new();
    JobGuard _guard = null!;

    [Fact]
    public async Task A_failing_job_is_logged_once_told_once_and_its_recovery_too()
    {
        await FailAsync();
        await FailAsync();
        Assert.Empty(_road.Events);

        _road.Time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync();
        _road.Time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync();
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);

        Assert.Equal(["Warning LogWaiting", "Information LogRestored"], _log.Story);
        Assert.Equal([$"job_failed/score-days/{Some.Noon}", $"job_works/score-days/{Some.Noon}"], _road.Events);
        Assert.Null(_guard.States["score-days"].Failure);
    }

    [Fact]
    public async Task An_incident_outlives_a_restart_and_is_told_once_and_its_end_too()
    {
        await FailAsync();
        _road.Time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync();
        Restart();
        await FailAsync();
        _road.Time.Advance(TimeSpan.FromHours(1));
        await FailAsync();
        Restart();
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);
        Restart();
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);

        Assert.Equal([$"job_failed/score-days/{Some.Noon}", $"job_works/score-days/{Some.Noon}"], _road.Events);
    }

    [Fact]
    public async Task A_failure_that_began_before_a_restart_is_told_in_its_time()
    {
        await FailAsync();
        _road.Time.Advance(TimeSpan.FromMinutes(4));
        Restart();
        await FailAsync();
        Assert.Empty(_road.Events);

        _road.Time.Advance(TimeSpan.FromMinutes(1));
        await FailAsync();
        Assert.Equal([$"job_failed/score-days/{Some.Noon}"], _road.Events);
    }

    public static TheoryData<Exception> Dependencies =>
    [
        new StoreRefusedException("refused"), new ActivitySync.Storage.Transfer.TransferRefusedException("not empty"),
        new IOException("No space left on device"), new UnauthorizedAccessException("read-only"),
        new HttpRequestException("503"), new System.Net.Sockets.SocketException(111), new TimeoutException("late"),
        new TaskCanceledException("a request took too long"), new Microsoft.Data.Sqlite.SqliteException("locked", 5),
    ];

    [Theory]
    [MemberData(nameof(Dependencies), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_a_dependency_does_the_process_goes_on(Exception reason)
    {
        await _guard.RunAsync("backup", _ => throw reason, Stop);

        Assert.False(_lifetime.HasStopped);
        Assert.Equal(reason.Message, _guard.States["backup"].Failure);
        Assert.Equal(["Warning LogWaiting"], _log.Story);
    }

    [Fact]
    public async Task A_job_is_due_until_it_works_and_again_after_its_interval()
    {
        var every = TimeSpan.FromHours(6);
        Assert.True(_guard.IsDue("score-days", every));
        await FailAsync();
        Assert.True(_guard.IsDue("score-days", every));
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);
        Assert.False(_guard.IsDue("score-days", every));
        _road.Time.Advance(every);
        Assert.True(_guard.IsDue("score-days", every));
    }

    [Fact]
    public async Task A_short_failure_is_no_incident()
    {
        await FailAsync();
        _road.Time.Advance(TimeSpan.FromMinutes(4));
        await _guard.RunAsync("score-days", _ => Task.CompletedTask, Stop);

        Assert.Empty(_road.Events);
    }

    [Fact]
    public async Task A_failing_job_does_not_hold_up_another_and_both_show_how_they_stand()
    {
        await FailAsync();
        var ran = false;
        await _guard.RunAsync("progress", _ =>
        {
            ran = true;
            return Task.CompletedTask;
        }, Stop);

        Assert.True(ran);
        Assert.Equal("The store is away.", _guard.States["score-days"].Failure);
        Assert.Equal((_road.Time.GetUtcNow(), null), (_guard.States["progress"].LastRun, _guard.States["progress"].Failure));
        Assert.False(_lifetime.HasStopped);
    }

    [Fact]
    public async Task A_bug_ends_the_process()
    {
        await _guard.RunAsync("progress", _ => throw new InvalidOperationException("bug"), Stop);

        Assert.True(_lifetime.HasStopped);
        Assert.NotNull(_guard.Bug);
    }

    public async ValueTask InitializeAsync()
    {
        await _road.PrepareAsync(Stop);
        Restart();
    }

    public async ValueTask DisposeAsync()
    {
        _lifetime.Dispose();
        await _road.DisposeAsync();
    }

    void Restart() => _guard = new JobGuard(_road.Preparation, _road.Spool, Road.Jobs, _lifetime, _log, _road.Time);

    Task FailAsync() => _guard.RunAsync(
        "score-days", _ => throw new StoreUnavailableException("The store is away."), Stop);

    sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        readonly CancellationTokenSource _stopping = new();

        public bool HasStopped => _stopping.IsCancellationRequested;

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
