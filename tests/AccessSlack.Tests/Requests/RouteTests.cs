using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;
using AccessSlack.Tests.Samples;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Requests;

/// <summary>Which route applies to a request, and why the others do not.</summary>
public sealed class RouteTests
{
    private const string Prod = "C0PROD0001";
    private static readonly ResourceId Node = new("main", "node", "0f1e-uuid", "");
    private static readonly ResourceId Shop = new("main", "app", "shop", "");
    private static readonly ResourceId Pod = new("main", "pod", "kube-1", "prod/web-1");

    private static readonly ResourceDescription DescribedNode =
        Described(Node, "db-1", ("env", "prod"), ("team", "db"), ("secret", "x"));

    private static readonly ResourceDescription DescribedShop = Described(Shop, "", ("env", "prod"));

    /// <summary>alice asks for dba and dev on a node and an application, both of which are described.</summary>
    private static readonly AccessRequest Full = Some.Request() with
    {
        User = "alice@example.com",
        Roles = ["dba", "dev"],
        ResourceIds = [Node, Shop],
        Details = Known([Node, Shop], DescribedNode, DescribedShop),
    };

    private static readonly AccessRequest Plain = Some.Request() with { Roles = ["dba"], ResourceIds = [] };

    /// <summary>Roles, requesters, resources, labels, with commas; then why it does not apply, or "".</summary>
    [Theory]
    [InlineData("", "", "", "", "")]
    [InlineData("dba,dev", "", "", "", "")]
    [InlineData("d*", "", "", "", "")]
    [InlineData("dba", "", "", "", "Role")] // every role must match
    [InlineData("DBA,DEV", "", "", "", "Role")]
    [InlineData("", "*@example.com", "", "", "")]
    [InlineData("", "bob,alice@example.com", "", "", "")]
    [InlineData("", "alice", "", "", "Requester")]
    [InlineData("", "", "node/0f1e-uuid,app/shop", "", "")]
    [InlineData("", "", "node/db-1,app/*", "", "")] // by the friendly name
    [InlineData("", "", "*", "", "")]
    [InlineData("", "", "*/*", "", "")]
    [InlineData("", "", "node/*", "", "Resource")] // every resource must match
    [InlineData("", "", "node/db-2,app/*", "", "Resource")]
    [InlineData("", "", "*/db-1,*/shop", "", "")]
    [InlineData("", "", "db-1,shop", "", "Resource")]
    [InlineData("", "", "", "env=prod", "")]
    [InlineData("", "", "", "env=pr*", "")]
    [InlineData("", "", "", "env=dev|prod", "")]
    [InlineData("", "", "", "env=dev", "Label")]
    [InlineData("", "", "", "Env=prod", "Label")]
    [InlineData("", "", "", "team=db", "Label")] // every resource must have it
    [InlineData("", "", "", "env=prod,team=*", "Label")]
    [InlineData("", "", "", "secret=*", "Label")] // no route asked for it when the request was announced
    [InlineData("d*", "alice@*", "*/*", "env=prod", "")]
    [InlineData("web", "alice@*", "*/*", "env=prod", "Role")]
    [InlineData("d*", "bob", "*/*", "env=prod", "Requester")]
    [InlineData("d*", "alice@*", "db/*", "env=prod", "Resource")]
    [InlineData("d*", "alice@*", "*/*", "env=dev", "Label")]
    public void Judge_FullRequest_NeedsEveryCondition(
        string roles,
        string requesters,
        string resources,
        string labels,
        string miss
    ) =>
        Assert.Equal(miss, $"{Route(roles, requesters, resources, labels).Judge(Full)}");

    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("dba", "", "", "")]
    [InlineData("", "*", "", "NoResource")]
    [InlineData("", "", "env=*", "NoResource")]
    public void Judge_NoResources_NoConditionOnThemIsMet(string roles, string resources, string labels, string miss) =>
        Assert.Equal(miss, $"{Route(roles, "", resources, labels).Judge(Plain)}");

    /// <summary>As under [role_to_recipients], where such a request has the role "".</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("*", "")]
    [InlineData("dba", "Role")]
    [InlineData("d*", "Role")]
    public void Judge_NoRoles_OnlyAStarMatches(string roles, string miss) =>
        Assert.Equal(miss, $"{Route(roles).Judge(Plain with { Roles = [] })}");

    [Theory]
    [InlineData("pod/kube-1/prod/*", "")]
    [InlineData("pod/kube-1", "Resource")]
    [InlineData("pod/*", "")]
    [InlineData("kube_cluster/kube-1", "Resource")]
    public void Judge_PartOfAResource_IsNamedAfterIt(string resources, string miss) =>
        Assert.Equal(miss, $"{Route("", "", resources).Judge(Plain with { ResourceIds = [Pod] })}");

    /// <summary>A look-up that failed for one of them is no reason to guess.</summary>
    [Fact]
    public void Judge_OneResourceIsNotDescribed_LabelsAreUnknown()
    {
        var half = Full with { Details = Known([Node, Shop], DescribedNode) };
        Assert.Equal(RouteMiss.LabelsUnknown, Route(labels: "env=prod").Judge(half));
        var none = Full with { Details = RequestDetails.None };
        Assert.Equal(RouteMiss.LabelsUnknown, Route(labels: "env=*").Judge(none));
    }

    /// <summary>Someone who may name an application in a leaf cluster must not get it the labels of ours.</summary>
    [Fact]
    public void Judge_SameIdInTwoClusters_NothingIsKnownOfIt()
    {
        ImmutableArray<ResourceId> ids = [Node, Node with { Cluster = "leaf" }, Shop];
        var both = Full with { ResourceIds = ids, Details = Known(ids, DescribedNode, DescribedShop) };
        Assert.Equal(RouteMiss.LabelsUnknown, Route(labels: "env=prod").Judge(both));
        Assert.Equal(RouteMiss.Resource, Route(resources: "node/db-1,app/shop").Judge(both));
        Assert.Null(Route(resources: "node/0f1e-uuid,app/shop").Judge(both));
    }

    /// <summary>The owners of resources choose names and labels; the ledger has little room.</summary>
    [Fact]
    public void RoutingFacts_TooLongForTheLedger_AreUnknownAsAWhole()
    {
        ImmutableArray<ResourceId> ids = [.. Enumerable.Range(0, 100).Select(i => Node with { Name = $"n-{i}" })];
        var found = ids.Select(id => Described(id, new string('x', 100), ("env", $"{id.Name}{new string('y', 100)}")));
        Assert.Null(RoutingFacts.Of(ids, [.. found], ["env"]));
        var same = RoutingFacts.Of(ids, [.. ids.Select(id => Described(id, "", ("env", "prod")))], ["env"]);
        Assert.Equal("prod", Assert.Single(same!.Labels!["env"]));
    }

    [Fact]
    public void RouteOf_SeveralApply_TheFirstDecidesForEveryRole()
    {
        var map = Map(Route(roles: "web", to: "a"), Route(labels: "env=prod", to: "b"), Route(to: "c"));
        Assert.Equal(["b"], map.For(Full, "dba").AsEnumerable());
        Assert.Equal(["b"], map.For(Full, "dev").AsEnumerable());
        Assert.Equal(["c"], map.For(Plain, "dba").AsEnumerable());
    }

    [Fact]
    public void RouteOf_NoneApplies_TheRolesDecide() =>
        Assert.Equal(["ordinary"], Map(Route(roles: "web", to: "a")).For(Full, "dba").AsEnumerable());

    [Fact]
    public void RouteOf_EmptyList_MeansNobody()
    {
        var map = Map(Route() with { To = [] });
        Assert.Empty(Audience.Of(Full, map, ImmutableDictionary<string, string>.Empty).All);
        Assert.Equal(["ordinary"], map.All);
    }

    [Fact]
    public void All_NamesTheRecipientsOfRoutes() =>
        Assert.Equal(["ordinary", "a", "b"], Map(Route(to: "a"), Route(to: "b"), Route(to: "A")).All);

    /// <summary>The people of the ordinary channel have no say where a route took over.</summary>
    [Fact]
    public void PlaceAuthority_RouteApplies_OnlyItsPlacesAreNamed()
    {
        var map = new RecipientMap(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("*", ["C0ORDINARY"]),
            []
        )
        {
            Routes = [Route(labels: "env=prod", to: Prod)],
        };
        var places = new PlaceAuthority(map, ResolvedPrincipals.None, AllowExternal: false);
        foreach (var role in Full.Roles)
        {
            Assert.True(places.IsNamed(Full, role, Some.Posted(Prod, channel: Prod)));
            Assert.False(places.IsNamed(Full, role, Some.Posted("C0ORDINARY", channel: "C0ORDINARY")));
        }

        var unknown = Full with { Details = RequestDetails.None };
        Assert.False(places.IsNamed(unknown, "dba", Some.Posted(Prod, channel: Prod)));
        Assert.True(places.IsNamed(unknown, "dba", Some.Posted("C0ORDINARY", channel: "C0ORDINARY")));
    }

    [Fact]
    public void For_AnyRoutesAndRequest_IsThatOfTheFirstThatApplies() =>
        Prop.ForAll(AnyRoute().ListOf().ToArbitrary(), AnyRequest().ToArbitrary(), (routes, request) =>
            {
                var map = Map([.. routes]);
                var first = routes.FirstOrDefault(route => route.Judge(request) is null);
                return request.Roles.All(role =>
                    map.For(request, role).SequenceEqual(first?.To ?? ["ordinary"])
                    && map.For(request, role) == map.For(request, role)
                );
            })
            .QuickCheckThrowOnFailure();

    /// <summary>What the configuration reports as never used is never used.</summary>
    [Fact]
    public void Covers_AnyTwoRoutes_TheNarrowAppliesOnlyWhereTheWideDoes() =>
        Prop.ForAll(AnyRoute().Two().ToArbitrary(), AnyRequest().ToArbitrary(), (pair, request) =>
                !pair.Item1.Covers(pair.Item2)
                || pair.Item2.Judge(request) is not null
                || pair.Item1.Judge(request) is null
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("", "*", false)] // requests without resources
    [InlineData("d*", "", false)]
    public void IsUnconditional_Route_OnlyIfEveryRequestMeetsIt(string roles, string resources, bool isSo) =>
        Assert.Equal(isSo, Route(roles, "", resources).IsUnconditional);

    private static RecipientMap Map(params Route[] routes) =>
        new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, ["ordinary"]) { Routes = [.. routes] };

    private static Route Route(
        string roles = "",
        string requesters = "",
        string resources = "",
        string labels = "",
        string to = "somewhere"
    ) =>
        new()
        {
            Roles = List(roles),
            Requesters = List(requesters),
            Resources = List(resources),
            Labels = List(labels)
                .Select(label => label.Split('='))
                .ToImmutableSortedDictionary(
                    pair => pair[0],
                    pair => pair[1].Split('|').ToImmutableArray(),
                    StringComparer.Ordinal
                ),
            To = [to],
        };

    private static ImmutableArray<string> List(string text) => text.Length == 0 ? [] : [.. text.Split(',')];

    private static RequestDetails Known(ImmutableArray<ResourceId> asked, params ResourceDescription[] found) =>
        new() { Routing = RoutingFacts.Of(asked, [.. found], ["env", "team"]) };

    private static ResourceDescription Described(ResourceId id, string name, params (string, string)[] labels) =>
        new(id.ToString(), name, labels.ToImmutableSortedDictionary(pair => pair.Item1, pair => pair.Item2));

    private static Gen<Route> AnyRoute() =>
        from roles in Gen.Elements("", "*", "d*", "dba", "dba,dev", "web")
        from users in Gen.Elements("", "*", "alice", "a*", "bob")
        from resources in Gen.Elements("", "*", "node/*", "*/db-1", "node/db-1", "app/shop,node/*")
        from labels in Gen.Elements("", "env=*", "env=prod", "env=prod|dev", "env=prod,team=db")
        from to in Gen.Elements("a", "b", "c")
        select Route(roles, users, resources, labels, to);

    private static Gen<AccessRequest> AnyRequest() =>
        from roles in Gen.Elements("", "dba", "dba,dev", "web", "dba,web")
        from user in Gen.Elements("alice", "bob", "carol")
        from resources in Gen.Elements<ResourceId[]>([], [Node], [Shop], [Node, Shop], [Pod])
        from env in Gen.Elements("prod", "dev", "")
        from name in Gen.Elements("db-1", "")
        select Some.Request() with
        {
            User = user,
            Roles = List(roles),
            ResourceIds = [.. resources],
            Details = Known(
                [.. resources],
                [
                    .. resources
                        .Where(_ => env.Length > 0)
                        .Select(id => Described(id, name, ("env", env), ("team", "db"))),
                ]
            ),
        };
}
