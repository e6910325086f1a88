using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Simulation.Explaining;

/// <summary>Explains a request by asking the policy itself.</summary>
internal static class Explainer
{
    public static Explanation Explain(Scene scene)
    {
        ImmutableArray<ToldPlace> told = [.. scene.Ledger.Deliveries.Select(place => PlaceOf(scene, place))];
        var automatic = scene.IsSettled || !scene.Policy.HasAutomaticRules() ? null : scene.Judged;
        return new()
        {
            Scene = scene,
            Told = told,
            NotHere = told.Any(place => place.Offer >= PlaceOffer.Dialog)
                ? null
                : told.Select(place => place.Why).FirstOrDefault(why => why is not null),
            LeftOut = scene.Policy.Audience(scene.Request).LeftOut,
            Roles = RolesOf(scene.Policy, scene.Request, scene.Ledger),
            People = PeopleOf(scene),
            Way = WayOf(scene.Policy, scene.Request),
            Automatic = automatic,
            AutomaticWords = automatic is not null ? AutomaticWords.Of(automatic)
                : scene.Request.Details.Automatic is { } settled ? AutomaticWords.Of(settled) : [],
        };
    }

    /// <summary>In the order in which a message shows the roles.</summary>
    public static ImmutableArray<RoleDecision> RolesOf(ApprovalPolicy policy, AccessRequest request, Ledger ledger) =>
        [
            .. policy.Evaluate(request, ledger).Roles.Select(tally => new RoleDecision(
                tally,
                tally.Rule is null ? 0 : policy.Settings.Rules.IndexOf(tally.Rule) + 1,
                tally.Rule is null || policy.Settings.Rules.IsEmpty ? "" : policy.NameOf(tally.Rule),
                LinkReasons.OfRole(policy, request, tally.Role)
            )),
        ];

    /// <summary>What both buttons would do for a person, at every message of the request.</summary>
    public static ImmutableArray<ClickAnswer> ClicksOf(Scene scene, string userId) =>
        [
            .. scene.Ledger.Posted
                .OrderByDescending(message => scene.People.Sees(userId, message))
                .SelectMany(message => new[] { RequestState.Approved, RequestState.Denied }
                    .Select(proposed => ClickOf(scene, new Press(userId, message, proposed)))),
        ];

    public static TeleportWay WayOf(ApprovalPolicy policy, AccessRequest request)
    {
        var why = policy.Settings.Via switch
        {
            Via.Auto when policy.GoesByReview(request) => "the request has thresholds of its own",
            Via.Auto => "the request has no thresholds of its own",
            var via => $"via = \"{via.ToString().ToLowerInvariant()}\"",
        };
        if (policy.ReviewAsPerson(request))
            return new("person", policy.PersonReviews == PersonReviews.Possible || policy.Settings.Via == Via.Person
                ? $"as a review of the person who clicks: {why}"
                : $"as a review of the person who clicks, if Teleport permits that: {why}");
        if (policy.GoesByReview(request)) return new("review", $"as a review of the plugin's user: {why}");
        var overrides = policy.OverridesThresholds(request) ? ", which overrides the request's thresholds" : "";
        return new("state", $"as a new state of the request: {why}{overrides}");
    }

    private static ToldPlace PlaceOf(Scene scene, Delivery place)
    {
        var keys = RecipientKeys.Of(scene.Policy, scene.Request, place);
        if (place is Delivery.Failed failed)
            return new(place, keys, PlaceOffer.Nothing, new(failed.Code, $"nothing was posted there: {failed.Code}"));
        return scene.Policy.OfferAt(place, scene.Request, scene.Status, scene.Ledger.Decision) switch
        {
            Offer.Decide => DecidingPlace(scene, place, keys),
            Offer.Link => new(place, keys, PlaceOffer.Link, LinkReasons.OfPlace(scene.Policy, scene.Request, place)
                ?? new("decided", "a decision was made and is on its way to Teleport")),
            _ => new(place, keys, PlaceOffer.Nothing, new("resolved", "the request is over")),
        };
    }

    private static ToldPlace DecidingPlace(Scene scene, Delivery place, ImmutableArray<string> keys)
    {
        if (scene.Policy.MinReasonLength(scene.Request, RequestState.Approved) > 0)
            return new(place, keys, PlaceOffer.Dialog, new("reason", "Approve opens a dialog that asks for a reason"));
        if (scene.Policy.DecidesByRole(scene.Request))
            return new(place, keys, PlaceOffer.Dialog, new("choice", "Approve opens a dialog about each role"));
        var isShown = place is not Delivery.Posted message
            || ShownCheck.Judge(
                scene.Policy,
                PressSimulation.ClickOf(scene, new("", message, RequestState.Approved)),
                message,
                scene.Request
            ) is null;
        return isShown
            ? new(place, keys, PlaceOffer.Decide, Why: null)
            : new(place, keys, PlaceOffer.Dialog, new("list", "Approve opens a dialog that lists everything"));
    }

    private static ImmutableArray<PersonAnswer> PeopleOf(Scene scene) =>
        [
            .. scene.People.Users.Values
                .Where(user => IsConcerned(scene, user))
                .Select(user => AnswerOf(scene, user))
                .OrderBy(answer => answer.Roles.IsEmpty)
                .ThenBy(answer => answer.Refusal?.Code, StringComparer.Ordinal)
                .ThenBy(answer => NameOf(answer.User), StringComparer.Ordinal),
        ];

    /// <summary>People who are told, or whom a rule names. Apps in a channel are told, and no one asks them.</summary>
    private static bool IsConcerned(Scene scene, SlackUser user)
    {
        if (user.IsBot == true) return scene.Ledger.Posted.Any(message => message.IsDirect && Sees(message));
        return scene.Ledger.Posted.Any(Sees) || scene.Policy.GroupsFor(scene.Request).Any(group =>
            scene.People.MembersOf(group, scene.Policy.Principals)?.Contains(user.Id) == true)
            || (
                Actor.Identify(user, scene.Policy.Settings) is { } actor
                && scene.Policy.Names(new(actor), scene.Request)
            );

        bool Sees(Delivery.Posted message) => scene.People.SurelySees(user.Id, message);
    }

    public static string NameOf(SlackUser user) =>
        user.Email.Length > 0 ? user.Email : user.DisplayName.Length > 0 ? user.DisplayName : user.Id;

    /// <inheritdoc cref="BestPlace.Of"/>
    private static PersonAnswer AnswerOf(Scene scene, SlackUser user)
    {
        var answers = scene.Ledger.Posted
            .Where(message => scene.People.Sees(user.Id, message))
            .Select(message => AnswerAt(scene, user, message))
            .ToList();
        return BestPlace.Of(answers, answer => answer.Refusal) ?? new(user, Message: null, Refusals.NotTold, []);
    }

    private static PersonAnswer AnswerAt(Scene scene, SlackUser user, Delivery.Posted message)
    {
        var answer = ClickOf(scene, new(user.Id, message, RequestState.Approved));
        if (answer.Outcome is ClickOutcome.Refused { Refusal: var refusal }) return new(user, message, refusal, []);
        var press = PressSimulation.ClickOf(scene, new(user.Id, message, RequestState.Approved));
        var roles = Identity.Judge(press.Actor, user, scene.People.Home, scene.Policy.Settings)
            .Match(actor => RolesAt(scene, press, actor), _ => []);
        return new(user, message, Refusal: null, roles);
    }

    private static ImmutableArray<string> RolesAt(Scene scene, Click press, Actor actor) =>
        scene.People.RightsOf(actor, scene.Policy, scene.Request, press.Channel).Match(
            rights => scene.Policy.Evaluate(scene.Request, scene.Ledger, [new(rights.VoteOf(press, ""), rights)])
                .Roles.Where(role => role.Approvals > 0)
                .Select(role => role.Role)
                .ToImmutableArray(),
            _ => []
        );

    /// <summary>What a dialog asks for is given, so that the answer is the one in the end.</summary>
    private static ClickAnswer ClickOf(Scene scene, Press press)
    {
        var sees = scene.People.Sees(press.UserId, press.Message);
        var first = scene.Press(press);
        if (!first.OpensDialog) return new(press.Message, sees, press.Proposed, Lack: null, first.Outcome);
        var length = Math.Max(1, scene.Policy.MinReasonLength(scene.Request, press.Proposed));
        var second = scene.Press(press with { Reason = new string('x', length) });
        return new(press.Message, sees, press.Proposed, first.Refusal, second.Outcome);
    }
}
