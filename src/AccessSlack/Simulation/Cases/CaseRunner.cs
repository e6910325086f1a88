using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Simulation.Cases;

/// <summary>Runs policy tests: each person clicks at the best place where they see the request.</summary>
internal static class CaseRunner
{
    public static CaseResult Run(PolicyCase one, ApprovalPolicy policy)
    {
        var start = CaseScene.Of(one, policy);
        var explained = Explainer.Explain(start);
        var (scene, clicks) = (start, new List<string>());
        foreach (var click in one.Clicks)
        {
            var result = Click(scene, click, clicks.Count + 1);
            clicks.Add(result.Refusal?.Code ?? Expectation.Counts);
            scene = result.After;
        }

        return new(one, [.. Compare(one.Expected, explained, clicks, scene)], explained.Roles)
        {
            Route = start.Policy.Recipients.RouteOf(start.Request),
            ByThemselves = [.. Automatic(explained)],
            AutomaticWords = [.. WordsOf(explained.Automatic)],
            Clicks = [.. clicks],
            Undescribed = Undescribed(start, clicks),
        };
    }

    private static IEnumerable<string> Automatic(Explanation explained) =>
        explained.Automatic is { } judged
            ? judged.Roles
                .Select(role => role.By is { } rule ? explained.Scene.Policy.NameOf(rule) : "")
                .Append(judged.DryRun?.Rule ?? "")
                .Where(name => name.Length > 0)
            : [];

    /// <summary>That a rule is for people need not be said.</summary>
    private static IEnumerable<string> WordsOf(AutomaticJudgement? judged) => judged switch
    {
        null or { Verdict: AutomaticVerdict.ByPeople { Cause: PeopleCause.NoAutomaticRule } } => [],
        { Roles.IsEmpty: false } =>
            from role in judged.Roles
            from found in role.Findings
            where found.Finding is not AutomaticFinding.ForPeople
            select $"{role.Role}: {found.Sentence}",
        _ => AutomaticWords.Of(judged),
    };

    private static PressResult Click(Scene scene, CaseClick click, int number)
    {
        var userId = CaseScene.IdOf(scene, click.Who);
        var results = scene.Ledger.Posted
            .Where(message => scene.People.Sees(userId, message))
            .Select(message => Complete(
                scene,
                new(userId, message, click.Proposed) { Reason = click.Reason, Roles = click.Roles, Number = number }
            ))
            .ToList();
        return BestPlace.Of(results, result => result.Refusal)
            ?? new(new ClickOutcome.Refused(Refusals.NotTold), scene);
    }

    /// <summary>A dialog that only lists what is requested is submitted; a reason is what the case says.</summary>
    private static PressResult Complete(Scene scene, Press press)
    {
        var choosesRoles = !press.Roles.IsEmpty && scene.Policy.DecidesByRole(scene.Request);
        var result = scene.Press(choosesRoles ? press with { Reason = press.Reason ?? "" } : press);
        return result.OpensDialog && press.Reason is null ? scene.Press(press with { Reason = "" }) : result;
    }

    private static IEnumerable<CaseFailure> Compare(
        Expectation expected,
        Explanation explained,
        List<string> clicks,
        Scene after
    )
    {
        if (expected.Recipients is { } recipients && !IsSame(recipients, RecipientsOf(explained)))
            yield return new("recipients", List(recipients), List(RecipientsOf(explained)));
        if (expected.Offer is { } offer && offer != OfferOf(explained))
            yield return new("offer", offer, OfferOf(explained));
        foreach (var (recipient, one) in expected.Offers)
            if (OfferTo(explained, recipient) is var actual && actual != one)
                yield return new($"offer.\"{recipient}\"", one, actual);
        if (expected.Refusals is { } refusals && !refusals.SequenceEqual(clicks, StringComparer.Ordinal))
            yield return new("refusals", List(refusals), List(clicks));
        if (expected.Outcome is { } outcome && outcome != after.Request.State)
            yield return new("outcome", Word(outcome), Word(after.Request.State));
        if (expected.Granted is { } granted && !IsSame(granted, GrantedIn(after)))
            yield return new("granted", List(granted), List(GrantedIn(after)));
    }

    private static ImmutableArray<string> RecipientsOf(Explanation explained) =>
        [.. explained.Told.SelectMany(place => place.Delivery.Names)];

    private static string OfferOf(Explanation explained) =>
        Word(explained.Told.Select(place => place.Offer).DefaultIfEmpty(PlaceOffer.Nothing).Max());

    private static string OfferTo(Explanation explained, string recipient) =>
        Word(explained.Told.FirstOrDefault(place => place.Delivery.IsFor(recipient))?.Offer ?? PlaceOffer.Nothing);

    private static ImmutableArray<string> GrantedIn(Scene after) =>
        after.Request.State == RequestState.Approved ? after.Request.Roles : [];

    public static string Word(RequestState state) => state.ToString().ToLowerInvariant();

    public static string Word(PlaceOffer offer) => offer.ToString().ToLowerInvariant();

    private static bool IsSame(IEnumerable<string> one, IEnumerable<string> other) =>
        one.Order(StringComparer.OrdinalIgnoreCase)
            .SequenceEqual(other.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    private static string List(IReadOnlyCollection<string> words) =>
        words.Count == 0 ? "none" : string.Join(", ", words);

    /// <summary>Only where a click failed for want of them.</summary>
    private static ImmutableArray<string> Undescribed(Scene scene, List<string> clicks) =>
        clicks.Contains(Refusals.NoEntitlement.Code)
            ?
            [
                .. scene.Policy.GroupsFor(scene.Request)
                    .Concat(scene.Ledger.Posted
                        .Where(message => scene.Policy.ChannelOfApprovers(scene.Request, message.Channel) is not null)
                        .Select(message => new Approver(ApproverKind.Channel, message.Names[0])))
                    .Where(group => scene.People.MembersOf(group, scene.Policy.Principals) is null)
                    .Select(group => group.ToString())
                    .Distinct(),
            ]
            : [];
}
