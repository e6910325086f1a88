using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>Who is clicking, as Slack knows them now: guard and identity (design section 6). Not knowing is an objection.</summary>
internal sealed partial class Identification(ISlack slack, CurrentTerms terms, Readiness readiness, ILogger<Identification> logger)
{
    private static readonly TimeSpan FreshForApproval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FreshForDenial = TimeSpan.FromMinutes(10);

    /// <summary>Exactly one of the two is not null.</summary>
    public async Task<(Clicker? Clicker, Refusal? Objection)> IdentifyAsync(Click click, CancellationToken cancel)
    {
        var (settings, home) = (terms.Now.Policy.Settings, terms.Now.Home);
        if (ClickGuard.CheckOrigin(click, home with { AppId = slack.AppId }) is { } foreign) return (null, foreign);
        var freshness = click.Proposed == RequestState.Approved ? FreshForApproval : FreshForDenial;
        switch (await slack.GetUserAsync(click.UserId, freshness, cancel))
        {
            case SlackResult<SlackUser>.Ok { Value: var user }:
                if (ClickGuard.CheckUser(click, user, home, settings) is { } objection) return (null, objection);
                return Clicker.Identify(user, settings) is { } clicker ? (clicker, null) : (null, Refusals.NoIdentity);
            case SlackResult<SlackUser>.Failed { Failure: var failure }:
                readiness.SlackAnswered(failure);
                LogNoUser(click.UserId, failure.Code, failure.Cure);
                return (null, Refusals.Unreadable);
            default:
                return (null, Refusals.Unreadable);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "users.info failed for clicker {UserId} ({Code}), so the click was refused. {Cure}")]
    private partial void LogNoUser(string userId, string code, string cure);
}
