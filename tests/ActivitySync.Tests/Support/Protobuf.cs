using System.Text;

namespace ActivitySync.Tests.Support;

/// <summary>As much of protobuf's encoding as is needed to look into a message: fields by number, of length-delimited kind.</summary>
internal static class Protobuf
{
    /// <summary>All values at the end of a path of field numbers.</summary>
    public static IEnumerable<byte[]> Inside(byte[] message, params int[] path)
        => path.Aggregate<int, IEnumerable<byte[]>>([message], (messages, number) => messages.SelectMany(one => Fields(one, number)));

    /// <summary>A text field; empty when it is absent, as protobuf means it.</summary>
    public static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Fields(message, number).SingleOrDefault([]));

    static List<byte[]> Fields(byte[] message, int wanted)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var key = Number(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Number(message, ref at);
                    if (key >> 3 == (ulong)wanted)
                    {
                        found.Add(message[at..(at + length)]);
                    }
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {key & 7} at {at}");
            }
        }
        return found;
    }

    static ulong Number(byte[] message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var piece = message[at++];
            number |= (ulong)(piece & 127) << shift;
            if (piece < 128)
            {
                return number;
            }
        }
    }
}
