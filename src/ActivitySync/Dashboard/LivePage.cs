using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Components;

namespace ActivitySync.Dashboard;

/// <summary>
/// A page about one wearer that keeps itself up to date: it reads again when the service tells of the wearer's today, and
/// now and then because time passes.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    // "3 minutes ago" should not be far off. Our choice.
    static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(30);

    readonly CancellationTokenSource _leaving = new();
    IDisposable? _listening;
    ITimer? _timer;
    string? _shown;
    bool _isReading;
    bool _isBehind;

    /// <summary>What the service just told of today; null when it did not, and it has to be asked.</summary>
    private protected TodayFacts? Told { get; private set; }

    /// <summary>Whether it changes with every sample; else it is read again now and then.</summary>
    protected virtual bool FollowsToday => true;

    [CascadingParameter]
    private protected Sight Sight { get; set; } = default!;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected TodayNews News { get; set; } = default!;

    [Inject]
    private protected Glances Glances { get; set; } = default!;

    [Inject]
    private protected Viewer Viewer { get; set; } = default!;

    private protected Phrases Phrases => Sight.Phrases;

    /// <summary>Why nothing newer can be shown; null when all is well.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    protected long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What makes another page of it: another wearer, another day.</summary>
    protected virtual string Subject => Sight.Wearer.Id;

    /// <summary>Reads what is shown.</summary>
    protected abstract Task ReadAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Subject)
        {
            _shown = Subject;
            await ReadSafelyAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _listening = News.Listen(Sight.Wearer.Id, Again);
            _timer = Time.CreateTimer(_ => _ = InvokeAsync(ReadAgainAsync), null, ReadEvery, ReadEvery);
        }
    }

    /// <summary>Reads and shows once more; what is asked for meanwhile is one more time after.</summary>
    protected async Task ReadAgainAsync()
    {
        _isBehind = true;
        if (_isReading)
        {
            return;
        }
        _isReading = true;
        while (_isBehind && !_leaving.IsCancellationRequested)
        {
            _isBehind = false;
            if (await Viewer.GrantAsync() is { } grant && grant.MaySee(Sight.Wearer.Id))
            {
                await ReadSafelyAsync();
            }
            else
            {
                // What stands on the screen is no longer theirs to see; the page asks anew and is sent to sign in.
                Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
            }
            Told = null;
            StateHasChanged();
        }
        _isReading = false;
    }

    /// <summary>
    /// What the rendering before this one, or somebody else who looks at the same page, read a moment ago; else what is read.
    /// </summary>
    /// <param name="read">
    /// Reads, from today if it was told; the same reading may serve other pages like this one, so it is not cancelled when
    /// this one is left.
    /// </param>
    private protected async Task<T> GlanceAsync<T>(Func<TodayFacts?, CancellationToken, Task<T>> read)
        where T : class
    {
        var (name, told) = ($"{GetType().Name} {Subject}", Told);
        if (told is null && Glances.Last<T>(name) is { } known)
        {
            return known; // and as old as it was
        }
        var value = told is null ? await read(null, Leaving)
            : await Glances.ShareAsync(name, told, () => read(told, CancellationToken.None));
        Glances.Keep(name, value);
        return value;
    }

    void Again(TodayFacts today)
    {
        if (FollowsToday)
        {
            _ = InvokeAsync(async () =>
            {
                Told = today;
                await ReadAgainAsync();
            });
        }
    }

    // A store that is away for a while leaves the page as it is, and says so.
    async Task ReadSafelyAsync()
    {
        try
        {
            await ReadAsync();
            Problem = null;
        }
        catch (Exception reason) when (reason is StoreUnavailableException or SpoolUnavailableException)
        {
            Problem = Phrases["problem.store"];
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // Left while reading; there is nobody to show it to.
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _leaving.Cancel();
        _listening?.Dispose();
        _timer?.Dispose();
        _leaving.Dispose();
    }
}
