using ActivitySync.Mqtt;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>What a test wants of a broker.</summary>
internal sealed record BrokerWishes
{
    public MqttTransport Transport { get; init; } = MqttTransport.Tcp;

    /// <summary>Set to listen with TLS, with the server certificate of these.</summary>
    public TestCertificates? Tls { get; init; }

    /// <summary>Only let clients in whose certificate is of the authority of <see cref="Tls"/>.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>Set to let in only this one.</summary>
    public (string Name, string Password)? User { get; init; }
}

/// <summary>A running broker that keeps its port and its state through restarts.</summary>
internal interface IBrokerUnderTest : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Ends in good order.</summary>
    Task StopAsync();

    /// <summary>Ends without a word to anybody.</summary>
    Task KillAsync();

    /// <summary>Starts again, on the same port and with what was left on disk.</summary>
    Task RestartAsync();
}
