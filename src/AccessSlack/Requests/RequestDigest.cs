using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Identifies what is requested: the user, the roles and the resources, in any order, the kind of access, and parts of
/// resources. A vote counts only for the digest that it was cast for. The version comes first, so that a later release
/// can add to it (docs/design/flow.md).
/// </summary>
internal static class RequestDigest
{
    private const string Version = "1:";

    /// <summary>
    /// Of requests with something that earlier releases do not read: they leave such a request to a newer one, instead
    /// of deciding it for what they know of it.
    /// </summary>
    private const string LaterVersion = "2:";

    public static string Of(
        string user,
        IEnumerable<string> roles,
        IEnumerable<string> resources,
        RequestKind kind = RequestKind.ShortTerm,
        string resourceParts = ""
    )
    {
        string[] parts = [user, "roles", .. Sorted(roles), "resources", .. Sorted(resources)];
        return kind == RequestKind.ShortTerm && resourceParts.Length == 0
            ? Version + Hash(parts)
            : LaterVersion + Hash([.. parts, "kind", kind.ToString(), "parts", resourceParts]);
    }

    /// <summary>Whether this release can compute digests of this kind.</summary>
    public static bool IsKnown(string digest) =>
        digest.StartsWith(Version, StringComparison.Ordinal)
        || digest.StartsWith(LaterVersion, StringComparison.Ordinal);

    private static string Hash(string[] parts)
    {
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> items) => items.Order(StringComparer.Ordinal);
}
