using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Simulation;
using AccessSlack.Slack;
using AccessSlack.Teleport;

namespace AccessSlack.Commands.Explain;

/// <summary>Looks up the people of a request. What Slack does not say is left out, and named.</summary>
internal sealed class LivePeople(ITeleport teleport, ISlackDirectory slack, Workspace home, bool mayReadUsers)
{
    /// <summary>Each costs a call, and no one reads more names.</summary>
    private const int MostPeople = 50;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public List<string> Notes { get; } = [];

    /// <exception cref="StartException">Slack does not know the person, or did not answer.</exception>
    public async Task<SlackUser> FindAsync(string who, CancellationToken cancel)
    {
        var found = RecipientAddress.IsEmail(who)
            ? await slack.FindUserByEmailAsync(who, cancel)
            : await slack.GetUserAsync(who, Fresh, cancel);
        return found switch
        {
            SlackResult<SlackUser>.Ok { Value: var user } => user,
            SlackResult<SlackUser>.Failed { Failure: { Kind: SlackFailureKind.Destination, Code: var code } } =>
                throw new StartException(ExitCode.Faults, $"Slack does not know {who} ({code})"),
            SlackResult<SlackUser>.Failed { Failure: var failure } => throw new StartException(
                failure.Kind == SlackFailureKind.Credentials ? ExitCode.NotPermitted : ExitCode.Unavailable,
                $"Slack did not say who {who} is ({failure.Code}). {failure.Remedy}"
            ),
            _ => throw new InvalidOperationException("unknown result"),
        };
    }

    public async Task<Population> OfAsync(
        ApprovalPolicy policy,
        AccessRequest request,
        Ledger ledger,
        SlackUser? asked,
        CancellationToken cancel
    )
    {
        var people = await MembersAsync(new Population { Home = home }, policy, request, ledger, cancel);
        var ids = people.Members.Values.SelectMany(members => members.Order(StringComparer.Ordinal))
            .Concat(NamedIn(policy, request, ledger))
            .Distinct()
            .ToList();
        if (ids.Count > MostPeople)
            Notes.Add($"{ids.Count} people are concerned; {MostPeople} of them were looked up.");
        var users = asked is null ? people.Users : people.Users.Add(asked.Id, asked);
        foreach (var id in ids.Take(MostPeople).Where(id => !users.ContainsKey(id)))
            if (await slack.GetUserAsync(id, Fresh, cancel) is SlackResult<SlackUser>.Ok { Value: var user })
                users = users.SetItem(id, user);
        return await WithAccountsAsync(people with { Users = users }, policy, request, cancel);
    }

    private static IEnumerable<string> NamedIn(ApprovalPolicy policy, AccessRequest request, Ledger ledger) =>
        policy.RulesFor(request)
            .SelectMany(rule => rule.Approvers ?? [])
            .Where(approver => approver.IsPerson)
            .Select(policy.Principals.IdOf)
            .Concat(ledger.Posted
                .Where(message => message.IsDirect)
                .SelectMany(message => message.Names)
                .Where(RecipientAddress.IsPerson)
                .Select(policy.Principals.IdOf))
            .OfType<string>();

    private async Task<Population> MembersAsync(
        Population people,
        ApprovalPolicy policy,
        AccessRequest request,
        Ledger ledger,
        CancellationToken cancel
    )
    {
        var groups = policy.GroupsFor(request).Where(group => !policy.Principals.Missing.Contains(group));
        foreach (var group in groups)
        {
            var id = policy.Principals.IdOf(group) ?? group.Name;
            var members = group.Kind == ApproverKind.Group
                ? await slack.GroupMembersAsync(id, Fresh, cancel)
                : await slack.ChannelMembersAsync(id, Fresh, cancel);
            people = With(people, id, group.ToString(), members);
        }

        foreach (var message in ledger.Posted.Where(message => !message.IsDirect))
            if (!people.Members.ContainsKey(message.Channel))
                people = With(
                    people,
                    message.Channel,
                    message.Names[0],
                    await slack.ChannelMembersAsync(message.Channel, Fresh, cancel)
                );
        return people;
    }

    private Population With(Population people, string id, string name, SlackResult<ImmutableHashSet<string>> members)
    {
        if (members is SlackResult<ImmutableHashSet<string>>.Ok { Value: var known })
            return people with { Members = people.Members.SetItem(id, known) };
        var code = (members as SlackResult<ImmutableHashSet<string>>.Failed)?.Failure.Code ?? "";
        Notes.Add($"Slack did not list the members of {name} ({code}).");
        return code == "missing_scope" ? people with { Unlisted = people.Unlisted.Add(id) } : people;
    }

    private async Task<Population> WithAccountsAsync(
        Population people,
        ApprovalPolicy policy,
        AccessRequest request,
        CancellationToken cancel
    )
    {
        if (!mayReadUsers) return people;
        var trait = policy.Settings.SlackIdTrait;
        var accounts = people.Accounts;
        if (policy.Settings.StrictIdentity || policy.ReviewAsPerson(request))
        {
            // One call reads the trait of every user.
            var owners = await teleport.FindUsersByTraitAsync(trait, people.Users.Keys.FirstOrDefault(""), cancel);
            foreach (var (id, names) in owners.ByValue)
                foreach (var name in names)
                    accounts = accounts.SetItem(name, accounts.GetValueOrDefault(name, []).Add(id));
        }
        else if (request.User.Length > 0)
            accounts = accounts.SetItem(request.User, await teleport.FindSlackIdsAsync(request.User, trait, cancel));

        return people with { MayReadUsers = true, Accounts = accounts };
    }
}
