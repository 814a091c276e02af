using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>TLS 1.2 or newer over another link, with the blocking calls of <see cref="SslStream"/>.</summary>
internal sealed class TlsLink : ILink
{
    private readonly ILink _inner;
    private readonly SslStream _stream;

    private TlsLink(ILink inner, SslStream stream)
    {
        _inner = inner;
        _stream = stream;
    }

    public bool HasUnread => _inner.HasUnread;

    public static TlsLink Connect(ILink inner, string host, MqttTlsOptions options)
    {
        var stream = new SslStream(new LinkStream(inner), leaveInnerStreamOpen: false);
        try
        {
            stream.AuthenticateAsClient(Describe(host, options));
        }
        catch (AuthenticationException error)
        {
            throw new IOException($"TLS handshake with {host} failed: {Innermost(error)}", error);
        }

        return new TlsLink(inner, stream);
    }

    public int Read(Span<byte> buffer) => _stream.Read(buffer);

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void Gather(TimeSpan time) => _inner.Gather(time);

    public void Finish()
    {
        try
        {
            _stream.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or NotSupportedException)
        {
            // The other side is gone already.
        }

        _inner.Finish();
    }

    public void Abort() => _inner.Abort();

    private static SslClientAuthenticationOptions Describe(string host, MqttTlsOptions options)
    {
        var described = new SslClientAuthenticationOptions
        {
            TargetHost = options.ServerName ?? host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (options.CaFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A private authority rarely publishes revocation lists.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(options.CaFile);
            described.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificateFile is not null)
        {
            var certificate = X509Certificate2.CreateFromPemFile(options.ClientCertificateFile, options.ClientKeyFile);
            described.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        return described;
    }

    private static string Innermost(Exception error) => error.GetBaseException().Message;
}
