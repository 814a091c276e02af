using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>The store and spool opened by a verb, beside a service that may be running on the same data.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    StoreSession(ServiceConfig config, IStore store, MessageSpool spool)
    {
        (Store, Spool) = (store, spool);
        Rules = new DayRules(new MovementOptions(), new ScoringOptions());
        Scorer = new DayScorer(store, spool, config.Household, Rules, config.Jobs,
            new PublicationWriter(config.Mqtt, config.Publish), NullLogger<DayScorer>.Instance, TimeProvider.System);
    }

    public IStore Store { get; }

    public MessageSpool Spool { get; }

    public DayRules Rules { get; }

    public DayScorer Scorer { get; }

    public static async Task<StoreSession> OpenAsync(ServiceConfig config, CancellationToken stop)
    {
        var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        await store.PrepareAsync(stop);
        return new StoreSession(config, store, MessageSpool.OpenBeside(config.Spool));
    }

    public async ValueTask DisposeAsync()
    {
        Spool.Dispose();
        await Store.DisposeAsync();
    }
}
