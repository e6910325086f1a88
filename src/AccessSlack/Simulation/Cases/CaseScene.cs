using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Simulation.Cases;

/// <summary>
/// Makes people, groups and channels of a case into what Slack and Teleport would say. Names get ids of their own, so
/// that everything is judged by ids, as in the daemon.
/// </summary>
internal sealed class CaseScene
{
    private static readonly Workspace Home = new("T00000000", "", "B00000000", "A00000000");

    private readonly PolicyCase _case;
    private readonly ApprovalPolicy _policy;
    private readonly Dictionary<string, SlackUser> _users = new(StringComparer.OrdinalIgnoreCase);
    private ResolvedPrincipals _principals = ResolvedPrincipals.None;

    private CaseScene(PolicyCase one, ApprovalPolicy policy) => (_case, _policy) = (one, policy);

    /// <summary>The request of a case right after it was announced.</summary>
    /// <param name="one">The case.</param>
    /// <param name="policy">Of the configuration; its names are resolved here.</param>
    public static Scene Of(PolicyCase one, ApprovalPolicy policy) =>
        new CaseScene(one, policy with { Cluster = one.Cluster ?? policy.Cluster }).Build();

    /// <summary>The id that a person of a case has in its scene.</summary>
    public static string IdOf(Scene scene, string who) =>
        RecipientAddress.IsEmail(who) ? scene.People.ByEmail(who)?.Id ?? "" : who;

    private Scene Build()
    {
        foreach (var named in Names()) Resolve(named);
        foreach (var who in Mentioned()) Add(who);
        foreach (var email in _users.Values.Where(user => user.Email.Length > 0))
            _principals = _principals.With(new(ApproverKind.Email, email.Email.ToLowerInvariant()), email.Id);
        var policy = _policy with { Principals = _principals };
        var request = _case.Request with { Details = WithGroups(policy) };
        return Scene.Announced(policy, PopulationOf(), request, _case.At);
    }

    /// <summary>Every group and channel of the configuration that is given by a name.</summary>
    private IEnumerable<Approver> Names() =>
        ResolvedPrincipals.NamedBy(_policy.Recipients, _policy.Settings)
            .Concat(_case.Request.Details.RuleRecipients.Select(ResolvedPrincipals.Of))
            .Where(named => named.IsGroupOfPeople && !named.IsId)
            .Distinct();

    private void Resolve(Approver named)
    {
        var kind = named.Kind == ApproverKind.Group ? 'S' : 'C';
        _principals = _principals.With(named, Number(kind, _principals.Ids.Count));
    }

    private IEnumerable<string> Mentioned() =>
        _case.People.Keys
            .Concat(_case.Members.Values.SelectMany(members => members))
            .Concat(_case.Clicks.Select(click => click.Who))
            .Concat(_policy.Settings.Users.Keys)
            .Concat(_policy.Settings.Rules.SelectMany(rule => rule.Approvers ?? []).Where(one => one.IsPerson)
                .Select(one => one.Name))
            .Concat(_policy.Audience(_case.Request).All.Where(RecipientAddress.IsPerson));

    private void Add(string who)
    {
        if (_users.ContainsKey(who) || FindKnown(who) is not null) return;
        var account = _case.People.GetValueOrDefault(who)?.Account ?? new SlackUser { Id = "" };
        var isEmail = RecipientAddress.IsEmail(who);
        _users.Add(who, account with
        {
            Id = account.Id.Length > 0 ? account.Id : isEmail ? Number('U', _users.Count) : who,
            Email = account.Email.Length == 0 && isEmail ? who : account.Email,
            TeamId = account.TeamId.Length > 0 ? account.TeamId : Home.TeamId,
        });
    }

    /// <summary>A person may be described by the one name, and mentioned by the other.</summary>
    private SlackUser? FindKnown(string who) =>
        _users.Values.FirstOrDefault(user =>
            user.Id == who || string.Equals(user.Email, who, StringComparison.OrdinalIgnoreCase)
        );

    private static string Number(char kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}0CASE{number:00000}");

    private Population PopulationOf() => new()
    {
        Home = Home,
        Users = _users.Values.DistinctBy(user => user.Id).ToImmutableDictionary(user => user.Id),
        Members = _case.Members.ToImmutableDictionary(
            entry => _principals.IdOf(entry.Key) ?? entry.Key.Name,
            entry => entry.Value.Select(who => FindKnown(who)!.Id).ToImmutableHashSet()
        ),
        MayReadUsers = _case.People.Values.Any(person => person.TeleportUser.Length > 0),
        Accounts = _case.People
            .Where(entry => entry.Value.TeleportUser.Length > 0)
            .GroupBy(entry => entry.Value.TeleportUser, StringComparer.OrdinalIgnoreCase)
            .ToImmutableDictionary(
                user => user.Key,
                user => user.Select(entry => FindKnown(entry.Key)!.Id).ToImmutableArray(),
                StringComparer.OrdinalIgnoreCase
            ),
    };

    /// <summary>Whether the requester is in the groups that rules ask for, as far as the case says.</summary>
    private Requests.Resources.RequestDetails WithGroups(ApprovalPolicy policy)
    {
        var details = _case.Request.Details;
        if (AccountOfRequester(policy) is not { } account) return details;
        foreach (var group in policy.Settings.Rules.SelectMany(rule => rule.RequesterGroups).Distinct())
            if (_case.Members.TryGetValue(group, out var members))
                details = details with
                {
                    RequesterGroups = details.RequesterGroups.SetItem(
                        group.ToString(),
                        members.Any(who => FindKnown(who)?.Id == account)
                    ),
                };
        return details;
    }

    private string? AccountOfRequester(ApprovalPolicy policy) =>
        RequesterAddress.Of(_case.Request.User, policy.Settings.Users) switch
        {
            RequesterAddress.SlackUserId known => known.Id,
            RequesterAddress.Email email => FindKnown(email.Address)?.Id ?? email.Address,
            _ => _case.People
                .Where(entry => string.Equals(entry.Value.TeleportUser, _case.Request.User, StringComparison.Ordinal))
                .Select(entry => FindKnown(entry.Key)?.Id)
                .FirstOrDefault(),
        };
}
