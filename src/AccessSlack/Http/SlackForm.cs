using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Http;

/// <summary>A form in a body, of which nothing is parsed before its signature is verified.</summary>
internal static class SlackForm
{
    /// <summary>Slack's commands have about 15 fields, its interactions one.</summary>
    public const int MostFields = 64;

    private const int MostOfSslCheck = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>
    /// Whether an unverified body is Slack's test of the connection, which has no signature: looks for the plain bytes
    /// of the field at its beginning, and decodes nothing.
    /// </summary>
    public static bool IsSslCheck(ReadOnlySpan<byte> body)
    {
        var isCut = body.Length > MostOfSslCheck;
        var head = isCut ? body[..MostOfSslCheck] : body;
        foreach (var field in head.Split((byte)'&'))
            if (head[field].SequenceEqual("ssl_check=1"u8)) return !isCut || field.End.Value < head.Length;
        return false;
    }

    /// <summary>The fields, if each occurs once; null if not.</summary>
    public static Dictionary<string, string>? Single(Dictionary<string, StringValues> form) =>
        form.Values.All(values => values.Count == 1)
            ? form.ToDictionary(field => field.Key, field => field.Value.ToString())
            : null;

    /// <param name="body">Verified; even so, it is parsed only within limits.</param>
    /// <returns>Null if it has too many fields or is not UTF-8.</returns>
    public static Dictionary<string, StringValues>? Read(ReadOnlySpan<byte> body)
    {
        if (body.Count((byte)'&') >= MostFields) return null;
        try
        {
            return QueryHelpers.ParseQuery(StrictUtf8.GetString(body));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
