using System.Collections.Immutable;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation.Rules;

public class RuleFactsTests
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Traits =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("team", ["dbas", "sres"]);

    [Theory]
    [InlineData("access_request.spec.roles.contains(\"dba\")", true)]
    [InlineData("access_request.spec.roles.contains(\"DBA\")", false)]
    [InlineData("access_request.spec.suggested_reviewers.contains(\"bob\")", true)]
    [InlineData("access_request.spec.user == \"alice\"", true)]
    [InlineData("access_request.spec.request_reason == \"incident 4711: replica lag, need to look at pg_stat\"", true)]
    [InlineData("access_request.spec.system_annotations[\"teams\"].contains(\"core\")", true)]
    [InlineData("access_request.spec.creation_time.before(access_request.spec.expiry)", true)]
    [InlineData("access_request.spec.expiry.before(time.RFC3339(\"2026-11-21T13:00:01Z\"))", true)] // not the access
    [InlineData("user.traits[\"team\"].contains(\"sres\")", true)]
    [InlineData("user.traits[\"none\"].contains(\"sres\")", false)]
    public void Of_Request_AnswersWhatConditionsAsk(string condition, bool holds)
    {
        var request = Some.Request() with
        {
            SuggestedReviewers = ["bob"],
            Annotations = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("teams", ["core"]),
        };

        Assert.Equal(holds, Evaluate(condition, RuleFacts.Of(request, Traits, [])));
    }

    [Theory]
    [InlineData("resource_labels_union[\"env\"].contains(\"prod\")", "one two", true)]
    [InlineData("resource_labels_union[\"env\"].contains(\"staging\")", "one two", true)]
    [InlineData("resource_labels_intersection[\"env\"].contains(\"prod\")", "one two", false)]
    [InlineData("resource_labels_intersection[\"team\"].contains(\"db\")", "one two", true)]
    [InlineData("resource_labels_union[\"env\"].contains(\"prod\")", "one", false)] // the other one is not known
    [InlineData("resource_labels_intersection[\"team\"].contains(\"db\")", "one", false)]
    [InlineData("resource_labels_union[\"env\"].contains(\"prod\")", "one two three", true)]
    public void Of_Resources_LabelsCountOnlyIfAllAreKnown(string condition, string known, bool holds)
    {
        var request = Some.Request() with { ResourceIds = [Node("one"), Node("two"), Node("two")] };
        var found = known.Split(' ').Select(name =>
            new ResourceDescription(
                Node(name).ToString(),
                "",
                ImmutableSortedDictionary<string, string>.Empty
                    .Add("env", name == "one" ? "prod" : "staging")
                    .Add("team", "db")
            )
        );

        var facts = RuleFacts.Of(request, Traits, [.. found]);

        Assert.Equal(holds, Evaluate("access_request.spec." + condition, facts));
    }

    [Fact]
    public void Of_NoResources_BothAreEmpty()
    {
        var facts = RuleFacts.Of(Some.Request(), Traits, []);

        Assert.Empty(facts.ResourceLabelsUnion);
        Assert.Empty(facts.ResourceLabelsIntersection);
    }

    private static ResourceId Node(string name) => new("prod-cluster", "node", name, "");

    private static bool Evaluate(string condition, ConditionFacts facts)
    {
        var outcome = ((ConditionReading.Readable)Condition.Read(condition)).Condition.Evaluate(facts);
        Assert.Null(outcome.Fault);
        return outcome.IsTrue;
    }
}
