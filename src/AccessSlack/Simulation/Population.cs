using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Simulation;

/// <summary>What Slack and Teleport say about people, as data: an answer that is absent was not given.</summary>
internal sealed record Population
{
    public required Workspace Home { get; init; }

    /// <summary>By Slack id.</summary>
    public ImmutableDictionary<string, SlackUser> Users { get; init; } =
        ImmutableDictionary<string, SlackUser>.Empty;

    /// <summary>The members of user groups and channels, by the id of the group or channel.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> Members { get; init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Channels whose members we may not list: only people who see a message there can click it.</summary>
    public ImmutableHashSet<string> Unlisted { get; init; } = [];

    /// <summary>Channels that anyone may be in, although no one is known to be.</summary>
    public ImmutableHashSet<string> Open { get; init; } = [];

    /// <summary>Slack ids by Teleport user, from the trait.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Accounts { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    /// <summary>The right to read users in Teleport; without it the trait is not looked at.</summary>
    public bool MayReadUsers { get; init; }

    /// <summary>Whether this person sees a message there: as a member, or as the person of a direct message.</summary>
    public bool Sees(string userId, Delivery.Posted message)
    {
        if (message.IsDirect)
            return message.Channel == DirectChannel(userId)
                || message.IsFor(userId)
                || (Users.GetValueOrDefault(userId) is { Email: { Length: > 0 } email } && message.IsFor(email));
        return Open.Contains(message.Channel)
            || !Members.TryGetValue(message.Channel, out var members)
            || members.Contains(userId);
    }

    /// <summary>The same, and not only as far as is known.</summary>
    public bool SurelySees(string userId, Delivery.Posted message) =>
        message.IsDirect ? Sees(userId, message)
        : Members.TryGetValue(message.Channel, out var members) && members.Contains(userId);

    /// <summary>The channel of a direct message, as it is called here.</summary>
    public static string DirectChannel(string userId) => "D" + userId;

    public SlackUser? ByEmail(string email) =>
        Users.Values.FirstOrDefault(user => string.Equals(user.Email, email, StringComparison.OrdinalIgnoreCase));

    /// <summary>The rights of a person at one message, or why the click would be refused.</summary>
    public Verification<VoterRights> RightsOf(
        Actor actor,
        ApprovalPolicy policy,
        AccessRequest request,
        string channel
    )
    {
        var place = policy.ChannelOfApprovers(request, channel);
        var isUnlisted = place is not null && Unlisted.Contains(place);
        if (place is not null && !isUnlisted && !Members.ContainsKey(place)) return Unknown;
        var groups = policy.GroupsFor(request);
        if (groups.Any(group => MembersOf(group, policy.Principals) is null)) return Unknown;
        var rights = new VoterRights(
            actor,
            [.. groups.Where(group => MembersOf(group, policy.Principals)!.Contains(actor.SlackUserId))]
        )
        {
            Places =
                place is not null && (isUnlisted || Members[place].Contains(actor.SlackUserId)) ? [place] : [],
        };
        return new Verification<VoterRights>.Verified(WithAccounts(rights, policy.Settings, request.User));
    }

    /// <summary>The same with the Teleport user whose review a click may become.</summary>
    public Verification<VoterRights> WithAuthor(VoterRights rights, ApprovalPolicy policy, AccessRequest request)
    {
        if (!policy.ReviewAsPerson(request)) return new Verification<VoterRights>.Verified(rights);
        if (!rights.Actor.IsMapped && !MayReadUsers)
            return new Verification<VoterRights>.Refused(PersonRefusals.UsersHidden);
        ImmutableArray<string> owners =
        [
            .. Accounts.Where(entry => entry.Value.Contains(rights.Actor.SlackUserId)).Select(entry => entry.Key),
        ];
        var email = rights.Actor.Email;
        var mayMatch = owners.IsEmpty && policy.Settings.AllowEmailMatch && Accounts.ContainsKey(email);
        return ReviewAuthor.Choose(rights.Actor, owners, mayMatch ? [email] : [])
            .Match<Verification<VoterRights>>(
                author => new Verification<VoterRights>.Verified(
                    rights with { Author = author.Name, OwnsAuthor = author.IsByTrait }
                ),
                refusal => new Verification<VoterRights>.Refused(refusal)
            );
    }

    /// <summary>Null if Slack does not say, or did not know the name when it was resolved.</summary>
    public ImmutableHashSet<string>? MembersOf(Approver group, ResolvedPrincipals principals) =>
        principals.Missing.Contains(group) ? null : Members.GetValueOrDefault(principals.IdOf(group) ?? group.Name);

    private VoterRights WithAccounts(VoterRights rights, ApprovalSettings settings, string requester)
    {
        var isOwn = settings.NeedsProof(rights.Actor)
            && AccountsOf(rights.Actor.TeleportUser, settings).Contains(rights.Actor.SlackUserId);
        return rights.With(AccountsOf(requester, settings), isOwn);
    }

    private ImmutableArray<string> AccountsOf(string user, ApprovalSettings settings) =>
        settings.AllowSelf || !MayReadUsers ? [] : Accounts.GetValueOrDefault(user, []);

    private static Verification<VoterRights> Unknown => new Verification<VoterRights>.Refused(Refusals.NoEntitlement);
}
