using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Writes enum members as UPPER_SNAKE_CASE text, the form rules and flags have on the wire.</summary>
internal sealed class UpperSnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, false)
    where T : struct, Enum;
