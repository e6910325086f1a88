using System.Text;

namespace AccessSlack.Http.Probes;

/// <summary>
/// The body of a probe, which <c>check --public-url</c> sends through the public address. Only these exact bytes are a
/// probe. None of Slack's bodies begins like one: a form of Slack's begins with <c>token=</c> or <c>payload=</c>, an
/// event with <c>{"token":</c>, and no text that a user controls comes before these.
/// </summary>
internal static class ProbeBody
{
    /// <summary>Of a nonce, in hex digits: 128 bits.</summary>
    public const int NonceLength = 32;

    /// <summary>Large enough to meet a limit that would stop a dialog, and far below ours.</summary>
    private const int Padding = 32 * 1024;

    private const string FormStart = "teleport_slack_probe=";
    private const string JsonStart = "{\"teleport_slack_probe\":\"";

    /// <summary>Spellings that change if a proxy decodes a form and encodes it again.</summary>
    private const string FormTail = "&text=&words=a+b%20c%2Fd%2fe%7Ef~g%2Ah*i%C3%A9&list=%5B%22x%22%5D&a=z&padding=";

    private const string JsonTail = "\",\"text\":\"a\\/b \\u00e9 é\",\"empty\":{ },\"number\":1.0,\"padding\":\"";

    private static readonly string Filling = new('x', Padding);
    private static readonly string WholeFormTail = FormTail + Filling;
    private static readonly string WholeJsonTail = JsonTail + Filling + "\"}";

    public static byte[] Write(ProbeKind kind, string nonce)
    {
        var (start, tail) = Of(kind);
        return Encoding.UTF8.GetBytes(start + nonce + tail);
    }

    /// <returns>The nonce; null if the body is no probe.</returns>
    public static string? NonceOf(ReadOnlySpan<byte> body)
    {
        foreach (var kind in Enum.GetValues<ProbeKind>())
            if (NonceOf(body, kind) is { } nonce) return nonce;
        return null;
    }

    /// <summary>The start is compared first, so that a click pays next to nothing for this.</summary>
    private static string? NonceOf(ReadOnlySpan<byte> body, ProbeKind kind)
    {
        var (start, tail) = Of(kind);
        if (body.Length < start.Length + NonceLength || !Ascii.Equals(body[..start.Length], start)) return null;
        if (!body[(start.Length + NonceLength)..].SequenceEqual(Encoding.UTF8.GetBytes(tail))) return null;
        var nonce = Encoding.Latin1.GetString(body.Slice(start.Length, NonceLength));
        return nonce.All(char.IsAsciiHexDigitLower) ? nonce : null;
    }

    private static (string Start, string Tail) Of(ProbeKind kind) => kind switch
    {
        ProbeKind.Plain => (FormStart, ""),
        ProbeKind.Form => (FormStart, WholeFormTail),
        ProbeKind.Json => (JsonStart, WholeJsonTail),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>What a probe looks like on its way.</summary>
internal enum ProbeKind
{
    /// <summary>A form that stays the same if it is decoded and encoded again.</summary>
    Plain,

    /// <summary>A form like Slack's interactions and commands.</summary>
    Form,

    /// <summary>JSON, like Slack's events.</summary>
    Json,
}
