using System.Text;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>The head of an HTTP/1.1 answer, whose content is untrusted.</summary>
/// <param name="Status">Its status code.</param>
/// <param name="Fields">Names in lower case, in order.</param>
internal sealed record HttpHead(int Status, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>Far more than any proxy sends.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The first value of a field; null if there is none.</summary>
    public string? First(string name) =>
        Fields.Where(field => field.Name == name).Select(field => field.Value).FirstOrDefault();

    /// <summary>
    /// Reads up to the empty line and not a byte further: what follows belongs to another protocol. Null if the answer
    /// is not HTTP/1.1, too long, or ends early.
    /// </summary>
    public static async Task<HttpHead?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var head = new byte[MaxLength];
        for (var length = 0; length < MaxLength;)
        {
            if (await stream.ReadAsync(head.AsMemory(length, 1), cancel) == 0) return null;
            length++;
            if (head.AsSpan(0, length).EndsWith("\r\n\r\n"u8)) return Parse(head.AsSpan(0, length - 4));
        }

        return null;
    }

    /// <param name="head">Without the empty line at its end.</param>
    public static HttpHead? Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (StatusOf(lines[0]) is not { } status) return null;
        var fields = new List<(string, string)>();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.Any(c => char.IsControl(c) && c != '\t')) return null;
            fields.Add((line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim()));
        }

        return new(status, fields);
    }

    private static int? StatusOf(string line) =>
        line.Length >= 12
        && (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            || line.StartsWith("HTTP/1.0 ", StringComparison.Ordinal))
        && (line.Length == 12 || line[12] == ' ')
        && line.AsSpan(9, 3) is var digits
        && !digits.ContainsAnyExceptInRange('0', '9')
        && digits[0] is >= '1' and <= '5'
            ? int.Parse(digits)
            : null;
}
