using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt.Broker;

public class TransportTests
{
    [Theory]
    [InlineData(MqttTransport.Tcp, MqttProtocol.V5, false)]
    [InlineData(MqttTransport.Tcp, MqttProtocol.V311, false)]
    [InlineData(MqttTransport.WebSocket, MqttProtocol.V5, false)]
    [InlineData(MqttTransport.WebSocket, MqttProtocol.V311, false)]
    [InlineData(MqttTransport.Tcp, MqttProtocol.V5, true)]
    [InlineData(MqttTransport.WebSocket, MqttProtocol.V5, true)]
    public async Task Our_client_talks_to_our_broker(MqttTransport transport, MqttProtocol protocol, bool isTls)
    {
        var stop = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("mqtt-broker-tls");
        using var certificate = SelfSigned(Path.Combine(folder.FullName, "ca.pem"));
        var options = TestBroker.Options with
        {
            WebSocketPort = 0,
            Tls = isTls ? new SslServerAuthenticationOptions { ServerCertificate = certificate } : null,
        };
        await using var broker = await TestBroker.StartAsync(options);
        var port = transport == MqttTransport.WebSocket ? broker.WebSocketPort!.Value : broker.Port;
        var received = new Received();
        await using var client = TestClient.Start(
            TestClient.Options(port) with
            {
                Transport = transport,
                Protocol = protocol,
                Tls = isTls ? new MqttTlsOptions { CaFile = Path.Combine(folder.FullName, "ca.pem") } : null,
                Subscriptions = [new MqttSubscription("a/#", MqttQos.ExactlyOnce)],
            },
            received.Take);
        await client.WaitConnectedAsync(stop);

        foreach (var qos in Enum.GetValues<MqttQos>())
        {
            await client.PublishAsync("a/b", new string('x', 40_000), qos);
            Assert.Equal(qos, (await received.NextAsync()).Qos);
        }

        folder.Delete(recursive: true);
    }

    private static X509Certificate2 SelfSigned(string pemFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(pemFile, made.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
