using System.Net;
using SlackApi;

namespace AccessSlack.Slack.Calls;

/// <summary>
/// The format of Slack's IDs. Anything else is never passed on, because it could change the meaning of a query, a
/// ledger or an address.
/// </summary>
internal static class SlackIds
{
    private const int MaxLength = 32;

    /// <summary>Letters and digits, at most 32.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= MaxLength && id.All(char.IsAsciiLetterOrDigit);

    /// <summary>The ID of a user, of a workspace (U) or an organisation (W).</summary>
    public static bool IsUser(string id) => id is ['U' or 'W', _, ..] && IsId(id);

    /// <summary>A message ID: digits and points, at most 32.</summary>
    public static bool IsTs(string ts) =>
        ts.Length is > 0 and <= MaxLength && ts.All(c => char.IsAsciiDigit(c) || c == '.');

    /// <exception cref="SlackHttpException">The response of this method holds no valid ID.</exception>
    public static string RequireId(string id, string method) => IsId(id) ? id : throw Unreadable(method);

    /// <inheritdoc cref="RequireId"/>
    public static string RequireUser(string id, string method) => IsUser(id) ? id : throw Unreadable(method);

    /// <inheritdoc cref="RequireId"/>
    public static string RequireTs(string ts, string method) => IsTs(ts) ? ts : throw Unreadable(method);

    private static SlackHttpException Unreadable(string method) => new(method, HttpStatusCode.OK, "not_json");
}
