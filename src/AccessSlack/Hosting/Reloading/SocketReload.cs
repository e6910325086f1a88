using AccessSlack.Configuration;
using AccessSlack.Slack;

namespace AccessSlack.Hosting.Reloading;

/// <summary>Checks a new app-level token, and puts it to use.</summary>
/// <param name="slack">Asks Slack.</param>
/// <param name="renew">Opens a connection with the token in effect, and then closes the earlier one.</param>
internal sealed class SocketReload(ISlackSockets slack, Action renew)
{
    /// <summary>
    /// Whether the daemon would use Socket Mode after a restart. A connection that runs stays with notify_only, and
    /// nothing that arrives over it decides.
    /// </summary>
    public static bool UsesSocket(SlackSettings running, SlackSettings next) =>
        running.UsesSocket ? !next.AppTokens.IsEmpty : next.UsesSocket;

    /// <summary>An unreachable Slack does not prevent the reload, as with the bot token.</summary>
    /// <param name="running">In effect.</param>
    /// <param name="next">What the reload would put into effect.</param>
    /// <param name="problems">Gets what is wrong with the token.</param>
    /// <param name="cancel">Ends the check.</param>
    public async Task CheckAsync(
        SlackSettings running,
        SlackSettings next,
        List<string> problems,
        CancellationToken cancel
    )
    {
        if (problems.Count > 0 || !IsNew(running, next)) return;
        if (IsOfAnotherApp(running, next))
        {
            problems.Add(
                $"The new app_token belongs to the Slack app {next.AppId}, and the one in use to {running.AppId}. " +
                "Create it in the app of the bot token, or replace both tokens."
            );
            return;
        }

        var check = await slack.CheckAsync(next.AppTokens[0], cancel);
        if (check is SlackResult<Done>.Failed { Failure: { Kind: SlackFailureKind.Credentials } failure })
            problems.Add($"Slack refuses the new app_token ({failure.Code}). {failure.Remedy}");
    }

    public void Commit(SlackSettings running, SlackSettings next)
    {
        if (IsNew(running, next)) renew();
    }

    private static bool IsNew(SlackSettings running, SlackSettings next) =>
        running.UsesSocket
        && !next.AppTokens.IsEmpty
        && running.AppTokens[0].Reveal() != next.AppTokens[0].Reveal();

    private static bool IsOfAnotherApp(SlackSettings running, SlackSettings next) =>
        running.AppId.Length > 0
        && next.AppId.Length > 0
        && running.AppId != next.AppId
        && running.Token.Reveal() == next.Token.Reveal();
}
