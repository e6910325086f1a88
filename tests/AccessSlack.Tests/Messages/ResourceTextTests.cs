using System.Collections.Immutable;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Text;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Messages;

public class ResourceTextTests
{
    /// <summary>Name and labels of the node 3f5a, and how it is listed.</summary>
    [Theory]
    [InlineData("db-1", "", "", "node db-1")]
    [InlineData("db-1", "prod", "", "node db-1 (prod)")]
    [InlineData("db-1", "prod", "payments", "node db-1 (prod, payments)")]
    [InlineData("", "prod", "", "node 3f5a (prod)")]
    [InlineData("", "", "", "node 3f5a")]
    [InlineData("\u200b\u202e", "\u2800", "", "node 3f5a")]
    [InlineData("db-1 (prod), node db-2", "", "", "node “db-1 (prod), node db-2”")]
    [InlineData("db-1(prod)", "a(b", "", "node “db-1(prod)” (“a(b”)")]
    [InlineData("db-1", "prod; as root", "x, y", "node db-1 (“prod; as root”, “x, y”)")]
    [InlineData("db-1\n✅ Approved by root", "", "", "node “db-1 ✓ Approved by root”")]
    [InlineData("<!channel>", "<@U1>", "*x*", "node “&lt;!channel&gt;” (“&lt;@U1&gt;”, ∗x∗)")]
    [InlineData("”) · + 3 more", "", "", "node “') · + 3 more”")]
    public void Items_OneResource_AreNamedSafely(string name, string env, string team, string expected) =>
        Assert.Equal<string>(
            [expected],
            new ResourceText(Facts([("node 3f5a", name, Some.Labels(("env", env), ("team", team)))])).Items()
        );

    /// <summary>Of the nodes a and b, whose names are these.</summary>
    [Theory]
    [InlineData("db-1", "db-2", "node db-1, db-2")]
    [InlineData("db-1", "db-1", "node a “db-1”, b “db-1”")]
    [InlineData("db-1", "DB-1", "node a “db-1”, b “DB-1”")]
    [InlineData("db\u200b-1", "db-1", "node a “db-1”, b “db-1”")]
    [InlineData("db-1", "db-а", "node db-1, b “db-а”")] // a letter of another script
    [InlineData("b", "db-1", "node a “b”, db-1")] // the id of the other one
    [InlineData("", "a", "node a, b “a”")]
    [InlineData("", "db-1", "node a, db-1")]
    public void Items_NamesThatCouldBeMistaken_HaveTheirIdsBesideThem(string one, string other, string expected)
    {
        var facts = Facts([("node a", one, Some.Labels()), ("node b", other, Some.Labels())]);
        Assert.Equal(expected, string.Join(", ", new ResourceText(facts).Items()));
    }

    [Theory]
    [InlineData("Logins", "root", "node db-1 (prod; as root)", "    – only as root")]
    [InlineData("Logins", "root|ubuntu", "node db-1 (prod; as root, ubuntu)", "    – only as ubuntu")]
    [InlineData("Logins", "root, ubuntu", "node db-1 (prod; as “root, ubuntu”)", "    – only as “root, ubuntu”")]
    [InlineData("AwsRoles", "admin", "node db-1 (prod; aws role admin)", "    – only aws role admin")]
    [InlineData("AwsRoles", "a|b", "node db-1 (prod; aws roles a, b)", "    – only aws role b")]
    [InlineData("Unknown", "", "node db-1 (prod; in part)", "    – only a part, in a way that I don't know")]
    [InlineData("Logins", "", "node db-1 (prod; in part)", "    – only a part, in a way that I don't know")]
    public void Items_RequestedInPart_SaySo(string kind, string values, string item, string lastLine)
    {
        var text = new ResourceText(Part(kind, [.. values.Split('|', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal<string>([item], text.Items());
        Assert.Equal("• node 3f5a “db-1” (prod)", text.Lines()[0]);
        Assert.Equal(lastLine, text.Lines()[^1]);
        Assert.True(text.AreInFull());
    }

    [Fact]
    public void AreInFull_PartsThatAreCut_AreNot()
    {
        Assert.False(new ResourceText(Part("Logins", [new('x', 200)])).AreInFull());
        Assert.False(
            new ResourceText(Part("Logins", [.. Enumerable.Range(0, 99).Select(i => $"login-{i}")])).AreInFull()
        );
    }

    [Fact]
    public void AreInFull_NameThatIsCut_IsNot() =>
        Assert.False(new ResourceText(Facts([("node a", new('x', 200), Some.Labels())])).AreInFull());

    [Fact]
    public void Lines_ManyLongNames_LeaveThemOutRatherThanAnId()
    {
        var facts = Facts(
            [.. Enumerable.Range(0, 200).Select(i => ($"node {i}", $"{i}{new string('n', 90)}", Some.Labels()))]
        );
        var lines = new ResourceText(facts).Lines();
        Assert.Equal(facts.Resources.Select(resource => $"• {resource}"), lines);
        Assert.True(FullList.Fits(Some.Request() with { Resources = facts.Resources, Details = facts.Details }));
    }

    [Fact]
    public void Fits_MorePartsThanADialogCanList_DoesNot()
    {
        var request = Some.Request() with { Resources = ["node a"] };
        Assert.True(FullList.Fits(With("root")));
        Assert.False(FullList.Fits(With([.. Enumerable.Range(0, 2000).Select(i => $"login-{i}")])));
        Assert.False(FullList.Fits(With(new string('x', 600))));

        AccessRequest With(params ImmutableArray<string> logins) => request with
        {
            Constraints = request.Constraints.Add("node a", new(ConstraintKind.Logins, logins)),
        };
    }

    /// <summary>A renamed node updates no message, and costs no vote; another part is another request.</summary>
    [Fact]
    public void Hash_OfAView_IsOfPartsAndNotOfNames()
    {
        var view = Some.View(Some.Pending());
        var named = view with { Facts = Facts([("node db-1", "x", Some.Labels())]) };
        var renamed = view with { Facts = Facts([("node db-1", "y", Some.Labels(("env", "z")))]) };
        var part = named with { Facts = Part("Logins", ["root"]) with { Resources = named.Facts.Resources } };
        Assert.Equal(named.Hash(), renamed.Hash());
        Assert.NotEqual(named.Hash(), part.Hash());
    }

    private static RequestFacts Part(string kind, ImmutableArray<string> values)
    {
        var facts = Facts([("node 3f5a", "db-1", Some.Labels(("env", "prod")))]);
        var constraint = new ResourceConstraint(Enum.Parse<ConstraintKind>(kind), values);
        return facts with { Constraints = facts.Constraints.Add("node 3f5a", constraint) };
    }

    private static RequestFacts Facts(
        IReadOnlyList<(string Id, string Name, ImmutableSortedDictionary<string, string> Labels)> resources
    ) => new()
    {
        User = "alice",
        Resources = [.. resources.Select(resource => resource.Id)],
        Details = new()
        {
            Resources =
                [.. resources.Select(resource => new ResourceDescription(resource.Id, resource.Name, resource.Labels))],
            ShownLabels = ["env", "team"],
        },
    };
}
