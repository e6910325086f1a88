using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Recipients to destinations: names and e-mail addresses become ids, and two spellings of one place become one
/// destination. A name that was resolved once is always that id, even if another channel has the name now.
/// </summary>
internal sealed class RecipientResolver(ISlackDirectory slack, CurrentPolicy policy)
{
    public async Task<ImmutableArray<Destination>> ResolveAsync(
        ImmutableArray<string> recipients,
        CancellationToken cancel
    )
    {
        List<Destination> destinations = [];
        foreach (var recipient in recipients) destinations.Add(await ResolveAsync(recipient, recipients, cancel));
        return
        [
            .. destinations.GroupBy(found => found.Address, StringComparer.OrdinalIgnoreCase)
                .Select(same => same.First() with { Names = [.. same.SelectMany(found => found.Names)] }),
        ];
    }

    private async Task<Destination> ResolveAsync(
        string recipient,
        ImmutableArray<string> all,
        CancellationToken cancel
    ) =>
        RecipientAddress.Kind(recipient) switch
        {
            RecipientKind.Channel or RecipientKind.Email when IdOf(recipient) is { } id => new([recipient], id),
            RecipientKind.Email => await slack.FindUserByEmailAsync(recipient, cancel) switch
            {
                SlackResult<SlackUser>.Ok user => new([recipient], user.Value.Id),
                SlackResult<SlackUser>.Failed failed => new([recipient], recipient, failed.Failure),
                _ => throw new InvalidOperationException("unknown result"),
            },
            RecipientKind.ChannelId when all.Any(IsUnresolvedName) => await ByNameAsync(recipient, all, cancel),
            _ => new([recipient], recipient),
        };

    private string? IdOf(string recipient) => policy.Now.Policy.Principals.IdOf(recipient);

    private bool IsUnresolvedName(string recipient) =>
        RecipientAddress.Kind(recipient) == RecipientKind.Channel && IdOf(recipient) is null;

    /// <summary>
    /// A channel id that some other recipient spells by its name is that recipient. Not knowing the name is no
    /// obstacle.
    /// </summary>
    private async Task<Destination> ByNameAsync(string channelId, ImmutableArray<string> all, CancellationToken cancel)
    {
        var name = await slack.GetChannelNameAsync(channelId, cancel) is SlackResult<string>.Ok ok ? ok.Value : "";
        return new([channelId], all.Contains(name, StringComparer.OrdinalIgnoreCase) ? name : channelId);
    }
}
