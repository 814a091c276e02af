namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>How the packets of one connection are written: protocol version and strictness about text.</summary>
/// <param name="IsV5">True for 5.0, false for 3.1.1.</param>
/// <param name="RefuseControlCharacters">
/// Refuse U+0001–U+001F, U+007F–U+009F and non-characters in strings, which a receiver may do (section 1.5.4).
/// A broker should, to protect its subscribers; a client that does so can meet one bad QoS 1 topic again at every
/// reconnect (5.4.9).
/// </param>
internal readonly record struct Dialect(bool IsV5, bool RefuseControlCharacters)
{
    public static Dialect V5 => new(IsV5: true, RefuseControlCharacters: false);

    public static Dialect V311 => new(IsV5: false, RefuseControlCharacters: false);
}
