using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>People of a case: an e-mail address says enough, a Slack ID must be in [users] or be described.</summary>
internal sealed class CasePeople(ConfigFile file, Settings settings)
{
    private const string NameRemedy = "Write an e-mail address or a Slack user ID (U…).";

    /// <summary>Every group and channel that the configuration names.</summary>
    public static HashSet<Approver> Groups(Settings settings) =>
        [
            .. ResolvedPrincipals.NamedBy(settings.Recipients, settings.Approvals)
                .Where(named => named.IsGroupOfPeople),
        ];

    public ImmutableDictionary<string, CasePerson> Read(TomlTable table)
    {
        var people = PolicyCase.NoPeople.ToBuilder();
        foreach (var name in table.Keys)
        {
            var item = table.Item(name, CaseKeys.People);
            if (!IsName(name)) file.Report(item, "This is not a person.", NameRemedy);
            else if (item.Value is not TomlTable facts)
                file.Report(item, "Expected a section.", $"Write for example \"{name}\" = {{ guest = true }}.");
            else people[name] = ReadPerson(facts, item.Place);
        }

        return people.ToImmutable();
    }

    /// <summary>Reports someone of whom too little is known for the daemon to judge a click.</summary>
    public void Check(Item<string> who, ImmutableDictionary<string, CasePerson> described)
    {
        if (!IsName(who.Value))
            file.Report(who, "This is not a person.", NameRemedy);
        else if (
            !RecipientAddress.IsEmail(who.Value)
            && !settings.Approvals.Users.ContainsKey(who.Value)
            && !described.ContainsKey(who.Value)
            && !described.Values.Any(person => person.Account.Id == who.Value)
        )
            file.Report(
                who,
                "Nothing is known of this person but the ID.",
                $"Describe the person: people = {{ {who.Value} = {{ email = \"…\" }} }}; or use the e-mail address."
            );
    }

    public void CheckMembers(
        ImmutableDictionary<Approver, ImmutableArray<Item<string>>> members,
        ImmutableDictionary<string, CasePerson> described
    )
    {
        foreach (var who in members.Values.SelectMany(items => items)) Check(who, described);
    }

    /// <summary>Stricter than <see cref="RecipientAddress.IsPerson"/>: any text with an @ is not enough.</summary>
    public static bool IsName(string who) =>
        RecipientAddress.IsEmail(who) || RecipientAddress.Kind(who) == RecipientKind.User;

    private CasePerson ReadPerson(TomlTable facts, Place place)
    {
        CaseKeys.Check(file, facts, CaseKeys.People);
        var section = new Section(file, CaseKeys.People, facts, place);
        var (id, email) = (section.Text("id"), section.Text("email"));
        if (id is not null && RecipientAddress.Kind(id.Value) != RecipientKind.User)
            file.Report(id, "This is not a Slack user ID.", "Write U and at least eight capitals or digits.");
        if (email is not null && !RecipientAddress.IsEmail(email.Value))
            file.Report(email, "This is not an e-mail address.", "Write name@domain.");
        return new(
            new SlackUser
            {
                Id = id?.Value ?? "",
                Email = email?.Value ?? "",
                IsRestricted = section.Flag("guest"),
                IsBot = section.Flag("bot"),
                IsWorkflowBot = section.Flag("workflow"),
                Deleted = section.Flag("deactivated"),
                IsStranger = section.Flag("external"),
                IsEmailConfirmed = section.Flag("unconfirmed") ? false : null,
            },
            section.Text("teleport")?.Value ?? ""
        );
    }
}
