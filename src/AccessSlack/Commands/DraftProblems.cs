using System.Collections.Frozen;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary>
/// Tells problems that matter before the first start from those that do not: while the Slack app is being set up, what
/// Teleport or the app itself provides may still be missing.
/// </summary>
internal static class DraftProblems
{
    private static readonly FrozenSet<string> NeededAtStart = FrozenSet.Create(
        "addr",
        "auth_server",
        "client_key",
        "client_crt",
        "root_cas",
        "identity",
        "token",
        "secret"
    );

    /// <param name="problem">Of the configuration.</param>
    /// <param name="draft">What could be read in spite of it; null if nothing could.</param>
    public static bool MattersBeforeStart(Problem problem, Settings? draft) => problem.KeyName switch
    {
        // The Home tab needs a signing secret or an app-level token, and both come from the app.
        "home" => draft?.Slack.NotifyOnly == true,
        var key => !NeededAtStart.Contains(key),
    };
}
