using AccessSlack.Configuration;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Tests.Configuration.Sections;

/// <summary><c>[[routes]]</c>: every key, and every route that is refused.</summary>
public sealed class RouteSectionsTests
{
    /// <summary>Eight lines; the first route's header is line 9.</summary>
    private const string Good = """
        [teleport]
        identity = '/id'
        [slack]
        token = 'xoxb-1'
        recipients = ['access']
        [http]
        insecure = true
        # The routes:

        """;

    private const string Pattern =
        " Write kind/name as in Teleport, such as node/db-1; * stands for any text, so app/* is every application.";

    private const string Covered =
        "comes first and matches everything that it matches. Move the narrower route up, or remove it.";

    /// <summary>The routes, then line, key and message of the only problem.</summary>
    public static TheoryData<string, int, string, string> Faults => new()
    {
        {
            "[[routes]]\nroles = ['a']",
            9,
            "routes.to",
            "A route needs the recipients that it leads to. Write for example to = [\"prod-oncall\"]; to = [] " +
            "means no one."
        },
        {
            "[[routes]]\nrequester = 'a'\nto = 'c'\n[[routes]]\nroles = ['a']\nto = 'c'",
            10,
            "routes.requester",
            "There is no such key. Did you mean requesters?"
        },
        {
            "[[routes]]\nrole = ['a']\nto = 'c'",
            10,
            "routes.role",
            "There is no such key. Did you mean roles?"
        },
        {
            "[[routes]]\nroles = []\nto = 'c'",
            10,
            "routes.roles",
            "This list is empty. Name at least one, or remove it."
        },
        {
            "[[routes]]\nrequesters = []\nto = 'c'",
            10,
            "routes.requesters",
            "This list is empty. Name at least one, or remove it."
        },
        {
            "[[routes]]\nresources = []\nto = 'c'",
            10,
            "routes.resources",
            "This list is empty. Name at least one, or remove it."
        },
        {
            "[[routes]]\nroles = ['a', ' ']\nto = 'c'",
            10,
            "routes.roles",
            "This text is empty. Remove it, or enter a value."
        },
        {
            "[[routes]]\nrequesters = 7\nto = 'c'",
            10,
            "routes.requesters",
            "Expected text, but found a number. Put the text in quotes."
        },
        {
            "[[routes]]\nresources = ['db-1']\nto = 'c'",
            10,
            "routes.resources",
            "This is not a pattern of kind/name, so no resource can match it." + Pattern
        },
        {
            "[[routes]]\nresources = ['/db-1']\nto = 'c'",
            10,
            "routes.resources",
            "The kind before the slash is missing, so no resource can match it." + Pattern
        },
        {
            "[[routes]]\nresources = ['node/']\nto = 'c'",
            10,
            "routes.resources",
            "The name after the slash is missing, so no resource can match it." + Pattern
        },
        {
            "[[routes]]\nresources = ['Node/db-1']\nto = 'c'",
            10,
            "routes.resources",
            "No kind of resource has capitals or blanks, so no resource can match it." + Pattern
        },
        {
            "[[routes]]\nresources = ['app/shop', 'database/x']\nto = 'c'",
            10,
            "routes.resources",
            "Teleport calls this kind by another name, so no resource can match it. Write db/ instead."
        },
        {
            "[[routes]]\nlabels = 'env'\nto = 'c'",
            10,
            "routes.labels",
            "Expected labels, but found text. Write it as labels = { env = \"prod\" }."
        },
        {
            "[[routes]]\nlabels = {}\nto = 'c'",
            10,
            "routes.labels",
            "No label is named. Name at least one, or remove it."
        },
        {
            "[[routes]]\nlabels = { env = [] }\nto = 'c'",
            10,
            "routes.labels.env",
            "This list is empty. Name at least one, or remove it."
        },
        {
            "[[routes]]\nlabels = { env = true }\nto = 'c'",
            10,
            "routes.labels.env",
            "Expected text, but found true or false. Put the text in quotes."
        },
        {
            "[[routes]]\nlabels = { ' ' = 'x' }\nto = 'c'",
            10,
            "routes.labels.\" \"",
            "The name of the label is empty. Write it as labels = { env = \"prod\" }."
        },
        {
            "[[routes]]\nto = '@bob'",
            10,
            "routes.to",
            "Slack cannot look up @names. Write a channel name or id, a user id, or an e-mail address."
        },
        {
            "[[routes]]\nto = ['a', 'group:dba']",
            10,
            "routes.to",
            "A user group cannot receive messages. Name a channel of the group, or its members."
        },
        {
            "[[routes]]\nroles = ['prod-*']\nto = 'a'\n[[routes]]\nroles = ['prod-db']\nlabels.env = 'prod'\nto = 'b'",
            12,
            "routes",
            "The route in line 12 is never used, because the one in line 9 " + Covered
        },
        {
            "[[routes]]\nlabels = { env = 'p*' }\nto = 'a'\n[[routes]]\nlabels = { env = 'prod', " +
            "team = 'a' }\nto = 'b'",
            12,
            "routes",
            "The route in line 12 is never used, because the one in line 9 " + Covered
        },
        {
            "[routes]\nto = 'c'",
            9,
            "routes",
            "Expected a list of sections, but found a section. Begin each with a line [[routes]], in double brackets."
        },
        {
            "[[route]]\nto = 'c'",
            9,
            "route",
            "There is no such key. Did you mean routes?"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_FaultyRoute_IsReportedWithPlaceAndCure(string routes, int line, string key, string message)
    {
        var problem = Assert.Single(FakeConfigSource.Read(Good + routes).Problems);
        Assert.Equal((line, key, message), (problem.Line, problem.Key, $"{problem.Message} {problem.Remedy}"));
    }

    [Fact]
    public void Read_ManyFaults_AreReportedAtOnce() =>
        Assert.Equal(
            [9, 10, 11, 13],
            FakeConfigSource
                .Read(Good + "[[routes]]\nrolls = ['a']\nresources = ['x']\n[[routes]]\nto = ['a b']")
                .Problems.Select(problem => problem.Line)
        );

    [Fact]
    public void Read_EveryKey_MeansWhatItSays()
    {
        var route = Assert.Single(
            Read(
                """
                [[routes]]
                roles = ['prod-*', 'dba', 'dba']
                requesters = 'alice'
                resources = ['node/*', 'pod/kube/prod/*']
                labels = { env = 'prod', "teleport.dev/origin" = ['okta', 'cloud*'] }
                to = ['#Ops', 'lead@example.com', 'ops']
                """
            )
        );
        Assert.Equal(["prod-*", "dba"], route.Roles.AsEnumerable());
        Assert.Equal(["alice"], route.Requesters.AsEnumerable());
        Assert.Equal(["node/*", "pod/kube/prod/*"], route.Resources.AsEnumerable());
        Assert.Equal(["env", "teleport.dev/origin"], route.Labels.Keys);
        Assert.Equal(["okta", "cloud*"], route.Labels["teleport.dev/origin"].AsEnumerable());
        Assert.Equal(["ops", "lead@example.com"], route.To.AsEnumerable());
    }

    [Fact]
    public void Read_EmptyList_MeansNobody() =>
        Assert.Empty(Assert.Single(Read("[[routes]]\nroles = ['ci-*']\nto = []")).To);

    [Fact]
    public void Read_InlineList_IsTheSame() =>
        Assert.Equal(2, FakeConfigSource.Read($"routes = [{{roles='a', to='b'}}, {{to='c'}}]\n{Good}")
            .Settings!.Recipients.Routes.Length);

    [Theory]
    [InlineData("[[routes]]\nto = 'c'", "the routes below it in lines 11, 14 are")]
    [InlineData("", "the route below it in line 11 is")]
    public void Read_RouteWithoutConditionBeforeOthers_IsAWarningThatNamesThem(string last, string expected)
    {
        var result = FakeConfigSource.Read(
            Good + "[[routes]]\nto = 'a'\n[[routes]]\nroles = ['x']\nto = 'b'\n" + last
        );
        Assert.NotNull(result.Settings);
        Assert.Equal(
            $"line 9: routes: This route has no condition, so it applies to every request, and {expected} never used. " +
            "Move it to the end, or give it a condition.",
            Assert.Single(result.Warnings).ToString()
        );
    }

    [Fact]
    public void Read_RouteWithoutConditionAtTheEnd_IsNoWarning() =>
        Assert.Empty(
            FakeConfigSource.Read(Good + "[[routes]]\nroles = ['x']\nto = 'b'\n[[routes]]\nto = 'a'").Warnings
        );

    /// <summary>Routes, [role_to_recipients], and whether everyone is thought of.</summary>
    [Theory]
    [InlineData("", "", false)]
    [InlineData("[[routes]]\nroles = ['a']\nto = 'x'", "", false)]
    [InlineData("[[routes]]\nto = 'x'", "", true)]
    [InlineData("[[routes]]\nto = []", "", false)]
    [InlineData("[[routes]]\nroles = ['a']\nto = 'x'", "'*' = []", true)]
    [InlineData("[[routes]]\nroles = ['a']\nto = []", "'*' = []", false)]
    [InlineData("[[routes]]\nto = []", "a = 'x'", true)]
    public void Read_NoRecipients_RoutesCount(string routes, string roles, bool isEnough)
    {
        var without = Good.Replace("recipients = ['access']\n", "", StringComparison.Ordinal);
        var result = FakeConfigSource.Read($"{without}[role_to_recipients]\n{roles}\n{routes}");
        Assert.Equal(isEnough, result.IsValid);
        if (isEnough) return;
        var (missing, isRouted) = (Assert.Single(result.Problems), routes.Length > 0);
        Assert.Equal("slack.recipients", missing.Key);
        Assert.Equal(isRouted, missing.Message.Contains("no route", StringComparison.Ordinal));
    }

    /// <summary>A rule must not be called impossible because of recipients that a route replaces.</summary>
    [Fact]
    public void Read_RuleThatOnlyARouteCanMeet_IsAccepted()
    {
        const string Rule =
            "[[approvals.rules]]\nroles = ['dba']\nrequired = 2\n[role_to_recipients]\ndba = ['a@example.com']\n";
        Assert.False(FakeConfigSource.Read(Good + Rule).IsValid);
        Assert.True(FakeConfigSource.Read($"{Good}{Rule}[[routes]]\nroles = ['d*']\nto = 'dba-team'").IsValid);
        Assert.False(FakeConfigSource.Read($"{Good}{Rule}[[routes]]\nroles = ['web']\nto = 'dba-team'").IsValid);
    }

    [Fact]
    public void Read_FaultOfARoute_RepeatsNoValue()
    {
        const string Secret = "xoxp-very-secret-value-0123456789";
        foreach (var key in Schema.Keys("routes"))
        {
            var problems = FakeConfigSource.Read($"{Good}[[routes]]\n{key} = '<{Secret}>'\nx=1").Problems;
            Assert.NotEmpty(problems);
            Assert.DoesNotContain(problems, problem =>
                problem.ToString().Contains("secret-value", StringComparison.Ordinal)
            );
        }
    }

    private static Route[] Read(string routes)
    {
        var result = FakeConfigSource.Read(Good + routes);
        Assert.Empty(result.Problems);
        return [.. result.Settings!.Recipients.Routes];
    }
}
