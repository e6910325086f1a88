using AccessSlack.Commands.Cases;
using AccessSlack.Tests.Configuration;

namespace AccessSlack.Tests.Simulation;

public sealed class CaseProblemTests
{
    private const string Config = """
        [role_to_recipients]
        "*" = "access"
        [[approvals.rules]]
        roles = ["*"]
        approvers = ["group:leads"]
        [users]
        "U0KNOWN001" = "known"
        """;

    private const string Start = "[[cases]]\nname = 'a'\nrequest = { user = 'alice', roles = ['dba'] }\n";
    private const string End = "\nexpect = { outcome = 'pending' }";

    [Fact]
    public void Read_FaultlessCase_HasNoProblems() => Assert.Empty(Problems(Start + End));

    [Theory]
    [InlineData("", "cases", "There is no test in this file.")]
    [InlineData("case = 1", "case", "There is no such key. Did you mean cases?")]
    [InlineData("cases = 1", "cases", "Expected a list of sections, but found a number.")]
    [InlineData("[[cases]]\nname = 'a'" + End, "cases.request", "A case needs a request.")]
    [InlineData("[[cases]]\nrequest = { user = 'alice' }" + End, "cases.name", "A case needs a name.")]
    [InlineData(Start + End + "\n" + Start + End, "cases.name", "Another case has this name, in line 1 of /t.toml.")]
    [InlineData(Start, "cases.expect", "This case expects nothing, so it could never fail.")]
    [InlineData(Start + "expect = {}", "cases.expect", "This case expects nothing, so it could never fail.")]
    [InlineData(
        Start + "expects = { outcome = 'pending' }" + End,
        "cases.expects",
        "There is no such key. Did you mean expect?"
    )]
    [InlineData(Start + "at = 2026-11-23T18:30:00" + End, "cases.at", "This time has no zone.")]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'alice', roles = ['dba'], escalated = ['nope'] }" + End,
        "cases.request.escalated",
        "No rule that escalates has this name."
    )]
    [InlineData(Start + "at = 'noon'" + End, "cases.at", "This is not a time.")]
    [InlineData(
        Start + "groups = { lead = [] }" + End,
        "cases.groups.lead",
        "The configuration names no such user group. Did you mean leads?"
    )]
    [InlineData(
        Start + "channels = { acces = [] }" + End,
        "cases.channels.acces",
        "The configuration names no such channel. Did you mean access?"
    )]
    [InlineData(Start + "groups = { leads = ['bob'] }" + End, "cases.groups.leads", "This is not a person.")]
    [InlineData(
        Start + "groups = { leads = ['U0STRANGER'] }" + End,
        "cases.groups.leads",
        "Nothing is known of this person but the ID."
    )]
    [InlineData(Start + "groups = 'x'" + End, "cases.groups", "Expected a section, but found text.")]
    [InlineData(Start + "clicks = [{ decision = 'approve' }]" + End, "cases.clicks.who", "A click needs a person.")]
    [InlineData(Start + "clicks = [{ who = 'b@x.com' }]" + End, "cases.clicks.decision", "A click needs a decision.")]
    [InlineData(
        Start + "clicks = [{ who = 'b@x.com', decision = 'aprove' }]" + End,
        "cases.clicks.decision",
        "This value is not allowed here."
    )]
    [InlineData(
        Start + "clicks = [{ who = 'U0STRANGER', decision = 'deny' }]" + End,
        "cases.clicks.who",
        "Nothing is known of this person but the ID."
    )]
    [InlineData(
        Start + "clicks = [{ who = 'b@x.com', decision = 'deny', roles = ['dbaa'] }]" + End,
        "cases.clicks.roles",
        "The request of this case does not ask for this role. Did you mean dba?"
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'alice', roles = ['dba', 'web'] }\n" +
            "clicks = [{ who = 'b@x.com', decision = 'deny', roles = ['dba'] }]" + End,
        "cases.clicks.roles",
        "No rule is partial, so a click is always on all roles of the request."
    )]
    [InlineData(Start + "people = { bob = {} }" + End, "cases.people.bob", "This is not a person.")]
    [InlineData(
        Start + "people = { 'b@x.com' = { gest = true } }" + End,
        "cases.people.gest",
        "There is no such key. Did you mean guest?"
    )]
    [InlineData(
        Start + "people = { 'b@x.com' = { guest = 1 } }" + End,
        "cases.people.guest",
        "Expected true or false, but found a number."
    )]
    [InlineData(
        Start + "people = { 'b@x.com' = { id = 'bob' } }" + End,
        "cases.people.id",
        "This is not a Slack user ID."
    )]
    [InlineData(Start + "expect = { outcome = 'granted' }", "cases.expect.outcome", "This value is not allowed here.")]
    [InlineData(
        Start + "expect = { outcome = 'denied', granted = ['dba'] }",
        "cases.expect.granted",
        "A request that is denied grants nothing."
    )]
    [InlineData(
        Start + "expect = { outcome = 'approved', granted = [] }",
        "cases.expect.granted",
        "A request that is approved grants something."
    )]
    [InlineData(
        Start + "expect = { granted = ['root'] }",
        "cases.expect.granted",
        "The request of this case does not ask for this role."
    )]
    [InlineData(
        Start + "expect = { refusals = ['ok'] }",
        "cases.expect.refusals",
        "These are 1, and the case has 0 clicks."
    )]
    [InlineData(
        Start + "clicks = [{ who = 'b@x.com', decision = 'deny' }]\nexpect = { refusals = ['gest'] }",
        "cases.expect.refusals",
        "There is no such refusal. Did you mean guest?"
    )]
    [InlineData(
        Start + "expect = { offer = 'button' }",
        "cases.expect.offer",
        "This is not something that a message offers."
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { roles = ['dba'] }" + End,
        "cases.request.user",
        "A request needs a requester."
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'a', resources = ['db-1'] }" + End,
        "cases.request.resources",
        "This is not a resource."
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'a', labels = { env = 'x' } }" + End,
        "cases.request.labels",
        "The request has no resources that could have labels."
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'a', kind = 'long' }" + End,
        "cases.request.kind",
        "This value is not allowed here."
    )]
    [InlineData(
        "[[cases]]\nname = 'a'\nrequest = { user = 'a', rolles = ['x'] }" + End,
        "cases.request.rolles",
        "There is no such key. Did you mean roles?"
    )]
    public void Read_Fault_IsNamedWithItsLineAndItsCure(string toml, string key, string text)
    {
        var problem = Assert.Single(Problems(toml));

        Assert.Equal(key, problem.Key);
        Assert.StartsWith(text, $"{problem.Message} {problem.Remedy}", StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
        Assert.Equal(toml.Length > 0, problem.Line > 0);
    }

    [Fact]
    public void Read_SeveralFaults_AreAllNamedInTheOrderOfTheFile()
    {
        var problems = Problems(Start + "at = 1\nclicks = [{ who = 'bob' }]\nexpect = { outcome = 'x' }");

        Assert.Equal(
            ["cases.at", "cases.clicks.decision", "cases.clicks.who", "cases.expect.outcome"],
            problems.Select(problem => problem.Key)
        );
    }

    [Theory]
    [InlineData("[[cases]\n", "line 1")]
    [InlineData("[[cases]]\nname = 'a'\nname = 'b'", "line 3")]
    public void Read_FileThatIsNotToml_IsNamedWithItsPlace(string toml, string place) =>
        Assert.Contains(place, Assert.Single(Problems(toml)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFile_IsAFault()
    {
        var source = new FakeConfigSource();
        var settings = source.ReadConfig(Config).Draft!;

        var problem = Assert.Single(new CaseReader(source, settings).Read("/no").Problems);

        Assert.Equal("The file does not exist.", problem.Message);
    }

    private static System.Collections.Immutable.ImmutableArray<AccessSlack.Configuration.Problem> Problems(string toml)
    {
        var source = new FakeConfigSource();
        var settings = source.ReadConfig(Config).Draft!;
        source.AddFile("/t.toml", toml);
        return new CaseReader(source, settings).Read("/t.toml").Problems;
    }
}
