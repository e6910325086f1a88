using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Metadata as HTTP headers (gRPC over HTTP/2, "Custom-Metadata").</summary>
internal static class MetadataHeaders
{
    public static void Write(Metadata metadata, HttpHeaders headers)
    {
        foreach (var entry in metadata.Where(entry => !IsReserved(entry.Key)))
            headers.TryAddWithoutValidation(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value);
    }

    /// <exception cref="FormatException">A binary value is not base64.</exception>
    public static Metadata Read(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            var key = name.ToLowerInvariant();
            if (IsReserved(key)) continue;
            foreach (var value in values) Add(metadata, key, value);
        }

        return metadata;
    }

    private static bool IsReserved(string key) =>
        key.StartsWith(':') || key.StartsWith("grpc-", StringComparison.Ordinal) || key.StartsWith("content-", StringComparison.Ordinal);

    private static void Add(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }

        // Several values of one key may arrive joined by commas.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries)) metadata.Add(key, Decoded(part));
    }

    /// <summary>Padding is optional on the wire; a length of 4n+1 is no base64 with any padding.</summary>
    private static byte[] Decoded(string value)
    {
        var bare = value.TrimEnd('=');
        return bare.Length % 4 == 1
            ? throw new FormatException("A binary header is not base64.")
            : Convert.FromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='));
    }
}
