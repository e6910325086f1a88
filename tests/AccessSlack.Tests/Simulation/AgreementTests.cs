using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessSlack.Approvals;
using AccessSlack.Commands.Cases;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Simulation;
using AccessSlack.Simulation.Cases;
using AccessSlack.Simulation.Explaining;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Simulation;

/// <summary>
/// What <c>explain</c> says of a person and what a policy test says of a click by that person are the same, under rules
/// by chance. That a real click is the same as well is in the end-to-end tests.
/// </summary>
public sealed class AgreementTests
{
    private static readonly string[] Places = ["access", "ops", "bob@example.com", "dave@example.com", "U0ERIN0001"];

    private static readonly string[] Approvers =
        ["group:leads", "group:dbas", "channel:ops", "bob@example.com", "carol@example.com", "U0ERIN0001"];

    private static readonly string[] Clickers =
    [
        "alice@example.com", "bob@example.com", "carol@example.com", "dave@example.com", "gina@example.com",
        "robot@example.com", "dora@example.com", "sam@example.com", "new@example.com", "U0ERIN0001", "zoe@example.com",
    ];

    [Fact]
    public void ExplainAndTest_UnderAnyRules_AreTheSame()
    {
        var fresh = RandomNumberGenerator.GetInt32(1_000_000_000);
        for (var seed = 0; seed < TestRun.Cases(inCi: 6000); seed++) Check(seed);
        for (var seed = fresh; seed < fresh + 200; seed++) Check(seed);
    }

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var policy = Policy(random);
        var who = Clickers[random.Next(Clickers.Length)];
        var proposed = random.Next(3) == 0 ? RequestState.Denied : RequestState.Approved;
        var reason = random.Next(2) == 0 ? "incident 4711" : null;
        var one = Case(random, new CaseClick(who, proposed, [], reason));

        var tested = CaseRunner.Run(one, policy);
        var scene = CaseScene.Of(one, policy);
        var answers = Explainer.ClicksOf(scene, CaseScene.IdOf(scene, who))
            .Where(answer => answer.Sees && answer.Proposed == proposed)
            .ToList();

        var code = Assert.Single(tested.Clicks);
        var explained = answers.ConvertAll(CodeOf);
        Assert.True(
            code switch
            {
                "not_told" => explained.Count == 0,
                "reason_missing" => answers.Exists(answer => answer.Lack is not null),
                _ => explained.Contains(code),
            },
            $"seed {seed}: the test says {code}, explain says {string.Join(", ", explained)}"
        );
        if (explained.Contains(Expectation.Counts) && reason is not null) Assert.Equal(Expectation.Counts, code);
        CheckPeople(seed, scene);
    }

    /// <summary>The list of people says the same as a click by each of them.</summary>
    private static void CheckPeople(int seed, Scene scene)
    {
        foreach (var person in Explainer.Explain(scene).People)
        {
            var counts = Explainer.ClicksOf(scene, person.User.Id).Any(answer =>
                answer.Sees && answer.Proposed == RequestState.Approved && CodeOf(answer) == Expectation.Counts
            );
            Assert.True(counts == person.MayDecide, $"seed {seed}: {Explainer.NameOf(person.User)}");
            Assert.Equal(person.MayDecide, !person.Roles.IsEmpty);
        }
    }

    private static string CodeOf(ClickAnswer answer) =>
        answer.Outcome is ClickOutcome.Refused { Refusal.Code: var code } ? code : Expectation.Counts;

    private static ApprovalPolicy Policy(Random random)
    {
        var roles = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("*", Some(random, Places));
        if (random.Next(2) == 0) roles = roles.Add("prod-*", Some(random, Places));
        if (random.Next(3) == 0) roles = roles.Add("dba", Some(random, Places));
        var settings = new ApprovalSettings(
            (Via)random.Next(4),
            AllowSelf: random.Next(4) == 0,
            AllowGuests: random.Next(4) == 0,
            AllowExternal: random.Next(4) == 0,
            StrictIdentity: random.Next(6) == 0,
            random.Next(2) == 0
                ? ImmutableDictionary<string, string>.Empty
                : ImmutableDictionary<string, string>.Empty.Add("U0ERIN0001", "erin").Add("U0BOB00001", "rob")
        )
        {
            Rules = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Rule(random))],
        };
        return new(new(roles, []), settings, CanDecide: random.Next(20) > 0)
        {
            Cluster = "prod",
            ServerGrantsRoles = random.Next(4) > 0,
        };
    }

    private static ApprovalRule Rule(Random random) => new()
    {
        Roles = Some(random, ["dba", "prod-*", "web", "*"]),
        Requesters = random.Next(5) == 0 ? ["alice*"] : [],
        Clusters = random.Next(6) == 0 ? ["elsewhere"] : [],
        Approvers = random.Next(3) == 0 ? null : [.. Some(random, Approvers).Select(one => Approver.Parse(one)!)],
        Required = random.Next(1, 4),
        DenyRequired = random.Next(1, 3),
        Reason = (ReasonDemand)random.Next(4),
        ReasonMinLength = random.Next(2) * 5,
        Buttons = random.Next(8) == 0 ? Buttons.Link : Buttons.Decide,
        Confirm = random.Next(6) == 0,
        Partial = random.Next(4) == 0,
    };

    private static PolicyCase Case(Random random, CaseClick click)
    {
        string[] users = ["alice", "alice@example.com", "bob@example.com", "rob", "erin"];
        return new()
        {
            Name = "",
            Request = CaseRequest.Make(
                users[random.Next(users.Length)],
                Some(random, ["dba", "prod-db", "web"]),
                [],
                Samples.Some.Now
            ),
            At = Samples.Some.Now,
            Members = Groups.ToImmutableDictionary(group => Approver.Parse(group.Key)!, group => group.Value),
            People = People.ToImmutableDictionary(
                person => person.Key,
                person => new CasePerson(person.Value, ""),
                StringComparer.OrdinalIgnoreCase
            ),
            Clicks = [click],
            Expected = new(),
        };
    }

    private static readonly Dictionary<string, ImmutableArray<string>> Groups = new()
    {
        ["group:leads"] = ["bob@example.com", "gina@example.com"],
        ["group:dbas"] = ["carol@example.com", "dave@example.com"],
        ["channel:access"] =
            ["alice@example.com", "bob@example.com", "gina@example.com", "robot@example.com", "new@example.com"],
        ["channel:ops"] = ["dave@example.com", "alice@example.com", "sam@example.com", "dora@example.com"],
    };

    private static readonly Dictionary<string, SlackUser> People = new()
    {
        ["bob@example.com"] = new() { Id = "U0BOB00001" },
        ["gina@example.com"] = new() { Id = "", IsRestricted = true },
        ["robot@example.com"] = new() { Id = "", IsBot = true },
        ["dora@example.com"] = new() { Id = "", Deleted = true },
        ["sam@example.com"] = new() { Id = "", IsStranger = true },
        ["new@example.com"] = new() { Id = "", IsEmailConfirmed = false },
        ["U0ERIN0001"] = new() { Id = "", Email = "erin@example.com" },
    };

    private static ImmutableArray<string> Some(Random random, string[] all)
    {
        var some = all.ToArray();
        random.Shuffle(some);
        return [.. some.Take(random.Next(1, 4))];
    }
}
