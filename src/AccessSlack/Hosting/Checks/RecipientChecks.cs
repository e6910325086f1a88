using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;

namespace AccessSlack.Hosting.Checks;

/// <summary>Finds recipients that no message reaches, before the first request does.</summary>
internal sealed class RecipientChecks(ISlackDirectory slack)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <param name="recipients">As configured, each with its id if that is known, else with itself.</param>
    /// <param name="app">The bot and its scopes.</param>
    /// <param name="autoJoin">The bot joins public channels by itself.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task<List<Finding>> RunAsync(
        IEnumerable<(string Name, string Id)> recipients,
        SlackApp app,
        bool autoJoin,
        CancellationToken cancel
    )
    {
        var findings = new List<Finding>();
        var needsInvitation = !autoJoin && !app.Scopes.Contains("chat:write.public");
        foreach (var (name, id) in recipients)
            findings.AddRange(
                RecipientAddress.Kind(id) switch
                {
                    RecipientKind.User => OfPerson(name, await slack.GetUserAsync(id, Freshness, cancel)),
                    RecipientKind.Email => OfPerson(name, await slack.FindUserByEmailAsync(id, cancel)),
                    _ => OfChannel(name, await slack.GetChannelAsync(id, cancel), needsInvitation),
                }
            );
        return findings;
    }

    private static IEnumerable<Finding> OfPerson(string recipient, SlackResult<SlackUser> found)
    {
        if (found is SlackResult<SlackUser>.Failed { Failure: var failure })
            yield return Unknown(recipient, failure);
        else if (found is SlackResult<SlackUser>.Ok { Value.Deleted: true })
            yield return Finding.Fault(
                "recipient_deactivated",
                recipient,
                $"The Slack account of {recipient} is deactivated.",
                "Name someone else."
            );
    }

    private static IEnumerable<Finding> OfChannel(
        string recipient,
        SlackResult<ChannelInfo> found,
        bool needsInvitation
    )
    {
        switch (found)
        {
            case SlackResult<ChannelInfo>.Failed { Failure: var failure }:
                yield return Unknown(recipient, failure);
                break;
            case SlackResult<ChannelInfo>.Ok { Value.IsArchived: true }:
                yield return Finding.Fault(
                    "recipient_archived",
                    recipient,
                    $"The channel {recipient} is archived.",
                    "Name another one."
                );
                break;
            case SlackResult<ChannelInfo>.Ok { Value.IsMember: false } when needsInvitation:
                yield return Finding.Fault(
                    "recipient_not_joined",
                    recipient,
                    $"The bot is not in the channel {recipient}.",
                    "Type /invite and the bot's name there, or set auto_join."
                );
                break;
        }
    }

    private static Finding Unknown(string recipient, SlackFailure failure) =>
        failure.Kind != SlackFailureKind.Destination
        ? Finding.Warning(
            "recipient_unchecked",
            recipient,
            $"Cannot tell whether {recipient} exists ({failure.Code}).",
            failure.Remedy
        )
        : Finding.Fault(
            "recipient_unknown",
            recipient,
            $"The recipient {recipient} cannot be reached ({failure.Code}).",
            RecipientAddress.MeantId(recipient) is { } id
                ? $"If {id} is meant: ids are written in capitals. {failure.Remedy}"
                : failure.Remedy
        );
}
