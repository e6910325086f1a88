using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Teleport;

namespace AccessSlack.Hosting.Checks.Partial;

/// <summary>
/// Whether the server can grant a part of the requested roles, as rules with <c>partial</c> need. An older one would
/// grant all of them without an error.
/// </summary>
internal static class PartialSupport
{
    private const string Remedy =
        "Upgrade Teleport to 4.4.3 or newer, or remove partial from the rules of [approvals]";

    public static bool IsMissing(Settings settings, TeleportServer server) =>
        settings.Slack.TakesClicks && IsUsed(settings.Approvals) && !server.GrantsRoles;

    public static bool IsUsed(ApprovalSettings approvals) => approvals.Rules.Any(rule => rule.Partial);

    /// <exception cref="StartException">It cannot.</exception>
    public static void Require(Settings settings, TeleportServer server)
    {
        if (ObjectionTo(settings, server) is { } objection)
            throw new StartException(ExitCode.NotPermitted, objection, inner: null);
    }

    public static Finding Finding(TeleportServer server) =>
        Checks.Finding.Fault("partial_unsupported", "approvals", $"{Problem(server)}.", $"{Remedy}.");

    /// <summary>Why this configuration cannot be applied; null if it can.</summary>
    public static string? ObjectionTo(Settings settings, TeleportServer server) =>
        IsMissing(settings, server) ? $"{Problem(server)}. {Remedy}" : null;

    /// <summary>The server that answers now; null if Teleport cannot be asked.</summary>
    public static async Task<TeleportServer?> FindServerAsync(ITeleport teleport, CancellationToken cancel)
    {
        try
        {
            return await teleport.PingAsync(cancel);
        }
        catch (TeleportException)
        {
            return null; // the next connection asks again
        }
    }

    private static string Problem(TeleportServer server) =>
        $"Teleport {server.Version} cannot grant a part of the requested roles: it would grant all of them, whatever " +
        "people approve";
}
