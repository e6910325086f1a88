using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages.Clicks;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Simulation;

/// <summary>
/// What a click would come to: the steps of the daemon with the same judgements, on people as data, in a Teleport that
/// accepts every decision. Nothing is posted or written.
/// </summary>
internal static class PressSimulation
{
    public static PressResult Press(this Scene scene, Press press)
    {
        var click = ClickOf(scene, press);
        if (ClickGuard.CheckOrigin(click, scene.People.Home) is { } foreign) return Refuse(scene, foreign);
        if (!scene.People.Users.TryGetValue(press.UserId, out var user)) return Refuse(scene, Refusals.NotVisible);
        return Identity.Judge(click.Actor, user, scene.People.Home, scene.Policy.Settings).Match(
            actor => Vote(scene, press, click, actor),
            refusal => Refuse(scene, refusal)
        );
    }

    public static Click ClickOf(Scene scene, Press press) => new()
    {
        RequestId = scene.Request.Id,
        Proposed = press.Proposed,
        UserId = press.UserId,
        UserTeamId = scene.People.Users.GetValueOrDefault(press.UserId)?.TeamId ?? "",
        TeamId = scene.People.Home.TeamId,
        AppId = scene.People.Home.AppId,
        Channel = press.Message.Channel,
        MessageTs = press.Message.Ts,
        FactsDigest = scene.Request.Digest,
        IsFromDialog = press.Reason is not null,
        ActionTs = $"{SecondAfterVotes(scene)}.{press.Number:000000}",
        ResponseUrl = new(""),
    };

    /// <summary>Slack's clock may be ahead of ours, and a press that is made now is newer than every vote.</summary>
    private static long SecondAfterVotes(Scene scene) => scene.Ledger.Votes
        .Select(vote => (long)Math.Min(vote.Time, int.MaxValue) + 1)
        .Append(scene.Now.ToUnixTimeSeconds())
        .Max();

    private static PressResult Vote(Scene scene, Press press, Click click, Actor actor)
    {
        var reason = press.Reason ?? "";
        var (policy, people, request) = (scene.Policy, scene.People, scene.Request);
        var verification = people.RightsOf(actor, policy, request, click.Channel) switch
        {
            Verification<VoterRights>.Verified { Value: var found } => people.WithAuthor(found, policy, request),
            var refused => refused,
        };
        return verification.Match(
            rights => Record(scene, WithChoices(scene, press, click, rights), rights, reason),
            unconfirmed => RefuseWithoutRights(scene, click, actor, unconfirmed, reason)
        );
    }

    /// <summary>A dialog with a choice for each role carries all of them; only Approve opens it.</summary>
    private static Click WithChoices(Scene scene, Press press, Click click, VoterRights who)
    {
        var opensDialog = press.Proposed == RequestState.Approved || !press.Roles.IsEmpty;
        if (press.Reason is null || !opensDialog || !scene.Policy.DecidesByRole(scene.Request)) return click;
        var offered = OfferedRoles.To(scene.Policy, who, press.Message, scene.Request);
        return click with
        {
            Proposed = RequestState.Approved,
            OfferedDigest = offered.Digest,
            Choices = offered.Units
                .Where(unit => press.Roles.IsEmpty || unit.Roles.Any(press.Roles.Contains))
                .ToImmutableDictionary(offered.IdOf, _ => press.Proposed),
        };
    }

    /// <summary>A refusal that does not depend on the person's groups is the better answer.</summary>
    private static PressResult RefuseWithoutRights(
        Scene scene,
        Click click,
        Actor actor,
        Refusal unconfirmed,
        string reason
    )
    {
        var known = Judge(scene, click, new(actor), reason);
        // What a dialog offers depends on the rights, so here a submitted one could not be given its choices.
        var isOpen = known is null
            || known == Refusals.NotApprover
            || (known == PartialRefusals.ChooseRoles && click.IsFromDialog);
        return Refuse(scene, isOpen ? unconfirmed : known!);
    }

    private static PressResult Record(Scene scene, Click click, VoterRights who, string reason)
    {
        if (Judge(scene, click, who, reason) is { } refusal) return Refuse(scene, refusal);
        var message = scene.Ledger.MessageAt(click.Channel, click.MessageTs)!;
        var choices = OfferedRoles.ChosenBy(scene.Policy, click, who, message, scene.Request);
        var vote = who.VoteOf(click, reason).With(choices);
        if (Count(scene, scene.Policy.AddVote(scene.Request, scene.Ledger, vote), who) is not { } counted)
            return Refuse(scene, Refusals.NoEntitlement);
        if (!scene.Policy.IsStillDecided(scene.Request, counted)) return Refuse(scene, Refusals.RequestChanged);
        if (counted.Decision is { } decision) return CarryOut(scene, click, choices, counted, decision);
        var tally = scene.Policy.Evaluate(scene.Request, counted);
        return new(
            new ClickOutcome.Voted(click.Proposed, tally) { Roles = tally.ShareOf(vote), Choices = choices },
            scene with { Ledger = counted }
        );
    }

    private static Refusal? Judge(Scene scene, Click click, VoterRights who, string reason) =>
        scene.Policy.JudgeClick(click, who, scene.Request, scene.Ledger, scene.Now, reason);

    /// <summary>Null if Slack cannot confirm one of the voters.</summary>
    private static Ledger? Count(Scene scene, Ledger voted, VoterRights who)
    {
        if (!scene.Policy.WouldDecide(scene.Request, voted)) return voted;
        List<VerifiedVote> verified = [];
        foreach (var vote in voted.Votes)
        {
            var rights = RightsOfVoter(scene, vote);
            if (rights is Verification<VoterRights>.Refused { Refusal.IsUnconfirmed: true }) return null;
            if (rights is Verification<VoterRights>.Verified { Value: var by })
                verified.Add(new(vote, by.ProvenAs(who)));
        }

        return scene.Policy.CountVotes(scene.Request, voted, verified, who);
    }

    private static Verification<VoterRights> RightsOfVoter(Scene scene, Vote vote) =>
        scene.People.Users.TryGetValue(vote.SlackUserId, out var user)
            ? Identity.Judge(new SlackActor(vote.SlackUserId), user, scene.People.Home, scene.Policy.Settings).Match(
                actor => scene.People.RightsOf(actor, scene.Policy, scene.Request, vote.Channel),
                refusal => new Verification<VoterRights>.Refused(refusal)
            )
            : new Verification<VoterRights>.Refused(Refusals.NotVisible);

    private static PressResult CarryOut(
        Scene scene,
        Click click,
        RoleChoices choices,
        Ledger counted,
        Decision decision
    )
    {
        var isReview = decision.Author.Length > 0 || scene.Policy.GoesByReview(scene.Request);
        var isResolved = !isReview || scene.Policy.ThresholdsOf(scene.Request).IsEmpty;
        var done = decision with { Outcome = isReview ? DecisionOutcome.Reviewed : DecisionOutcome.Done };
        var request = isReview
            ? scene.Request with
            {
                Reviews = scene.Request.Reviews.Add(
                    new(decision.Author, decision.State, "") { IsOurs = decision.Author.Length == 0 }
                ),
            }
            : scene.Request;
        if (isResolved) request = request with { State = decision.State };
        if (!done.Granted.IsAll) request = request with { Roles = done.Granted.Names };
        var after = scene with
        {
            Request = request,
            Ledger = (counted with { Decision = done }).For(request),
        };
        if (!decision.IsMadeBy(click, !choices.IsEmpty)) return Refuse(after, Refusals.Decided(decision));
        var outcome = new ClickOutcome.Decided(done, request.User, isReview && isResolved)
        {
            Choices = choices,
            NotGranted = done.Granted.Refused(scene.Request.Roles),
        };
        return new(outcome, after);
    }

    private static PressResult Refuse(Scene scene, Refusal refusal) => new(new ClickOutcome.Refused(refusal), scene);
}
