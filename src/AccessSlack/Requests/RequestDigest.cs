using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Identifies what is requested: the user, the roles and the resources, in any order. A vote counts only for the digest
/// that it was cast for. The version comes first, so that a later release can add to it (docs/design/flow.md).
/// </summary>
internal static class RequestDigest
{
    private const string Version = "1:";

    public static string Of(string user, IEnumerable<string> roles, IEnumerable<string> resources)
    {
        string[] parts = [user, "roles", .. Sorted(roles), "resources", .. Sorted(resources)];
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Version + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>Whether this release can compute digests of this kind.</summary>
    public static bool IsKnown(string digest) => digest.StartsWith(Version, StringComparison.Ordinal);

    private static IEnumerable<string> Sorted(IEnumerable<string> items) => items.Order(StringComparer.Ordinal);
}
