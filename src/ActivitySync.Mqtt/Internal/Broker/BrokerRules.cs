using System.Net;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Refuses settings that cannot work or are not safe, each with one sentence for the operator.</summary>
internal static class BrokerRules
{
    public static IPAddress Check(MqttBrokerOptions options)
    {
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            throw new MqttBrokerException(
                $"The MQTT broker's address \"{options.Address}\" is not an IP address such as 127.0.0.1 or 0.0.0.0.");
        }

        if (!IPAddress.IsLoopback(address) && (options.Users.Count == 0 || options.AllowAnonymous))
        {
            throw new MqttBrokerException(
                $"The MQTT broker will not listen on {address} without authentication: name users with password "
                + "hashes and leave AllowAnonymous off, or listen on 127.0.0.1.");
        }

        foreach (var user in options.Users)
        {
            if (!MqttPasswordHash.IsWellFormed(user.PasswordHash))
            {
                throw new MqttBrokerException(
                    $"The password hash of MQTT user \"{user.Name}\" is not one made by MqttPasswordHash.Create.");
            }
        }

        Require(options.ReceiveMaximum is >= 1 and <= 65_535, "ReceiveMaximum must be 1 to 65,535 (3.2.2.3.3).");
        Require(options.TopicAliasMaximum is >= 0 and <= 65_535, "TopicAliasMaximum must be 0 to 65,535 (3.2.2.3.8).");
        Require(options.MaxInFlight is >= 1 and <= 65_535, "MaxInFlight must be 1 to 65,535 (packet identifiers).");
        Require(options.MaxPacketSize is >= 64 and <= 268_435_460, "MaxPacketSize must be 64 bytes to 256 MiB.");
        Require(options.MaximumKeepAlive.TotalSeconds is >= 0 and <= 65_535, "MaximumKeepAlive must be 0 to 65,535 s.");
        return address;
    }

    private static void Require(bool isRight, string sentence)
    {
        if (!isRight)
        {
            throw new MqttBrokerException("MQTT broker: " + sentence);
        }
    }
}
