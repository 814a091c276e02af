using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActivitySync.Core.Movement;

/// <summary>Writes enum members as lower_snake_case text, the form states have on the wire.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, false)
    where T : struct, Enum;
