using System.Text;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>The head of a request in HTTP/1.1.</summary>
/// <param name="Bytes">As received, with the empty line.</param>
internal sealed record WebRequest(byte[] Bytes)
{
    private readonly string[] _lines = Encoding.Latin1.GetString(Bytes).Split("\r\n");

    public string Method => _lines[0].Split(' ')[0];

    public string Target => _lines[0].Split(' ') is [_, var target, ..] ? target : "";

    /// <summary>Null at the end of the connection.</summary>
    public static async Task<WebRequest?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < 16 * 1024)
        {
            if (await stream.ReadAsync(one, cancel) == 0) return null;
            bytes.Add(one[0]);
            if (bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^2] == '\r' && bytes[^3] == '\n')
                return new([.. bytes]);
        }

        return null;
    }

    public IReadOnlyList<string> Values(string name) =>
    [
        .. _lines.Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];

    public string? Value(string name) => Values(name) is [var first, ..] ? first : null;
}
