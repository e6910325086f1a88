using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>The chain of a verified click: guard, identity, queue, decision, answer (design section 2).</summary>
internal sealed partial class ClickHandler(ISlack slack, RequestWorkflow workflow, ApprovalPolicy policy, Workspace home, Readiness readiness, ILogger<ClickHandler> logger) : IInteractionHandler
{
    private static readonly TimeSpan FreshForApproval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FreshForDenial = TimeSpan.FromMinutes(10);

    public Task HandleAsync(Interaction interaction, CancellationToken cancel) => interaction switch
    {
        Interaction.Pressed pressed => DecideAsync(pressed.Click, cancel),
        Interaction.Unusable unusable => RefuseAsync(unusable, cancel),
        Interaction.Ignored ignored => Ignore(ignored),
        _ => throw new InvalidOperationException($"unknown interaction {interaction.GetType().Name}"),
    };

    private async Task DecideAsync(Click click, CancellationToken cancel)
    {
        var (outcome, clicker) = await JudgeAsync(click, cancel);
        LogClick(click.UserId, clicker?.Email ?? "", clicker?.TeleportUser ?? "", click.RequestId, click.Proposed, "implicit", outcome.Code, 0);
        await TellAsync(new(click.ResponseUrl, click.Channel, click.UserId), outcome, cancel);
    }

    private Task RefuseAsync(Interaction.Unusable unusable, CancellationToken cancel)
    {
        LogUnusable(unusable.UserId, unusable.Refusal.Code);
        return TellAsync(new(unusable.ResponseUrl, unusable.Channel, unusable.UserId), new ClickOutcome.Refused(unusable.Refusal), cancel);
    }

    private Task Ignore(Interaction.Ignored ignored)
    {
        LogIgnored(ignored.Code);
        return Task.CompletedTask;
    }

    private async Task TellAsync(ReplyAddress clicker, ClickOutcome outcome, CancellationToken cancel)
    {
        var told = await slack.TellAsync(clicker, outcome.Sentence, cancel);
        if (told is SlackResult<Done>.Failed { Failure: var failure }) LogUntold(clicker.UserId, failure.Code);
    }

    private async Task<(ClickOutcome Outcome, Clicker? Clicker)> JudgeAsync(Click click, CancellationToken cancel)
    {
        if (ClickGuard.CheckOrigin(click, home with { AppId = slack.AppId }) is { } foreign) return Refused(foreign);
        var freshness = click.Proposed == RequestState.Approved ? FreshForApproval : FreshForDenial;
        switch (await slack.GetUserAsync(click.UserId, freshness, cancel))
        {
            case SlackResult<SlackUser>.Ok { Value: var user }:
                if (ClickGuard.CheckUser(click, user, home, policy.Settings) is { } objection) return Refused(objection);
                if (Clicker.Identify(user, policy.Settings) is not { } clicker) return Refused(Refusals.NoIdentity);
                return (await workflow.DecideAsync(click, clicker), clicker);
            case SlackResult<SlackUser>.Failed { Failure: var failure }:
                readiness.SlackAnswered(failure);
                LogNoUser(click.UserId, failure.Code, failure.Cure);
                return Refused(Refusals.Unreadable);
            default:
                return Refused(Refusals.Unreadable);
        }
    }

    private static (ClickOutcome, Clicker?) Refused(Refusal refusal) => (new ClickOutcome.Refused(refusal), null);

    [LoggerMessage(Level = LogLevel.Information, Message = "Click user_id={UserId} email={Email} teleport_user={TeleportUser} request_id={RequestId} decision={Decision} rule={Rule} outcome={Outcome} reason_length={ReasonLength}")]
    private partial void LogClick(string userId, string email, string teleportUser, string requestId, RequestState decision, string rule, string outcome, int reasonLength);

    [LoggerMessage(Level = LogLevel.Error, Message = "users.info failed for clicker {UserId} ({Code}), so the click was refused. {Cure}")]
    private partial void LogNoUser(string userId, string code, string cure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clicker {UserId} could not be told the outcome ({Code})")]
    private partial void LogUntold(string userId, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a signed interaction of {UserId} ({Code})")]
    private partial void LogUnusable(string userId, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Acknowledged an interaction that asks for nothing ({Code})")]
    private partial void LogIgnored(string code);
}
