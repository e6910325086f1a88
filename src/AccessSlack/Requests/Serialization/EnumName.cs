namespace AccessSlack.Requests.Serialization;

internal static class EnumName
{
    /// <summary>Parses the name of an enum value, in any case; null for anything else, including numbers.</summary>
    public static T? Parse<T>(string? name) where T : struct, Enum =>
        name is [not (>= '0' and <= '9' or '-' or '+'), ..]
        && Enum.TryParse<T>(name, ignoreCase: true, out var value)
        && Enum.IsDefined(value)
            ? value
            : null;
}
