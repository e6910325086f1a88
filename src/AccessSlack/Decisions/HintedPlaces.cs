using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>Where a request's messages belong by the configuration.</summary>
internal sealed class HintedPlaces(ISlackMessages slack, ISlackDirectory directory, CurrentPolicy policy)
{
    public async Task<KnownPlaces> OfAsync(AccessRequest request, CancellationToken cancel)
    {
        var places = ImmutableArray.CreateBuilder<KnownPlace>();
        foreach (var recipient in AudienceOf(request).All)
        {
            var address = await AddressOfAsync(recipient, cancel);
            var found = await slack.FindChannelAsync(address, cancel);
            places.Add(new(recipient, address, found is SlackResult<string>.Ok { Value: var id } ? id : ""));
        }

        return new(places.ToImmutable());
    }

    /// <summary>
    /// Whether it has escalated is not known where the entry is not ours, but its message may be there.
    /// </summary>
    private Audience AudienceOf(AccessRequest request)
    {
        var now = policy.Now.Policy;
        return now.Audience(request).With(now.EscalatingRules(request).SelectMany(rule => rule.Escalation!.To));
    }

    /// <summary>A name that was resolved stays that id: another channel may have the name by now.</summary>
    private async Task<string> AddressOfAsync(string recipient, CancellationToken cancel)
    {
        if (policy.Now.Policy.Principals.IdOf(recipient) is { } id) return id;
        return RecipientAddress.Kind(recipient) == RecipientKind.Email
            && await directory.FindUserByEmailAsync(recipient, cancel)
                is SlackResult<SlackUser>.Ok { Value.Id: var user }
                ? user
                : recipient;
    }
}

/// <param name="Recipient">As configured.</param>
/// <param name="Address">Its id, if that is known; otherwise the recipient.</param>
/// <param name="Channel">The id of the channel; empty if Slack does not tell.</param>
internal sealed record KnownPlace(string Recipient, string Address, string Channel);

/// <summary>The places of one request, by the names of the configuration.</summary>
internal sealed record KnownPlaces(ImmutableArray<KnownPlace> Places)
{
    /// <summary>People of whom Slack does not tell which direct messages are theirs.</summary>
    public IEnumerable<string> UnplacedPeople =>
        Places
            .Where(place => place.Channel.Length == 0 && RecipientAddress.Kind(place.Address) == RecipientKind.User)
            .Select(place => place.Recipient);

    public bool Has(string channel) => Places.Any(place => place.Channel == channel);

    /// <summary>A direct message, and for one of the people in question it is not known which one is theirs.</summary>
    public bool MayBePerson(string channel) => channel.StartsWith('D') && UnplacedPeople.Any();

    /// <summary>A channel, and for one of those that are given by name Slack does not tell the id.</summary>
    public bool MayBeChannel(string channel) =>
        !channel.StartsWith('D')
        && Places.Any(place =>
            place.Channel.Length == 0 && RecipientAddress.Kind(place.Address) == RecipientKind.Channel
        );

    /// <summary>
    /// The message under our own names, so that the entry cannot choose whose it is. What it shows is not known. One at
    /// a place that is not known to be a recipient's is kept up to date, and the recipients get their own.
    /// </summary>
    public Delivery Name(Delivery.Posted hint, EntryOrigin origin)
    {
        List<string> names = [.. Places.Where(place => place.Channel == hint.Channel).Select(place => place.Recipient)];
        if (names.Count == 0 && hint.Channel.StartsWith('D'))
            names.AddRange(UnplacedPeople.Where(hint.IsFor));
        if (origin == EntryOrigin.GoPlugin && (names.Count > 0 || MayBePerson(hint.Channel)))
            names.AddRange(Delivery.NamesOfGoPlugin(hint.Channel));
        else if (names.Count == 0) names.AddRange(Delivery.NamesOfExtraCopy(hint.Channel, hint.Ts));
        return new Delivery.Posted([.. names.Distinct()], hint.Channel, hint.Ts, View: "", Degradation.Nothing);
    }

    /// <summary>Null if it is for a place that the configuration does not name.</summary>
    public Delivery? Claim(Delivery.Claimed claimed)
    {
        List<KnownPlace> same =
        [
            .. Places.Where(place =>
                place.Address.Equals(claimed.Address, StringComparison.OrdinalIgnoreCase)
                || (place.Channel.Length > 0 && place.Channel == claimed.Address)
            ),
        ];
        return same.Count == 0
            ? null
            : new Delivery.Claimed([.. same.Select(place => place.Recipient)], same[0].Address);
    }
}
