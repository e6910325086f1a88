using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration;
using AccessSlack.Requests;
using AccessSlack.Simulation;
using AccessSlack.Simulation.Cases;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Explain;

/// <summary>Explains a described request by the configuration alone.</summary>
internal static class ExplainOffline
{
    public static Explained Explain(Settings settings, ApprovalPolicy policy, ExplainOptions options)
    {
        var now = TimeProvider.System.GetUtcNow();
        var scene = CaseScene.Of(
            new()
            {
                Name = "",
                Request = options.Describe(now),
                At = now,
                Clicks = options.As is { } person ? [new(person, RequestState.Approved, [], null)] : [],
                Expected = new(),
            },
            policy with { Cluster = options.Cluster ?? settings.Teleport.Cluster ?? "", ServerGrantsRoles = true }
        );
        if (options.As is { } who && !RecipientAddress.IsEmail(who) && !policy.Settings.Users.ContainsKey(who))
            throw new StartException(
                ExitCode.Usage,
                $"Offline, nothing is known of {who}, which is not under [users]: give the e-mail address instead"
            );
        var explained = Explainer.Explain(WithoutMembers(scene));
        return new(explained with { Clicks = ClicksOf(scene, options.As) }, NotesOf(scene, explained))
        {
            As = options.As,
            IsOffline = true,
        };
    }

    /// <summary>No one is in a group or a channel, so that only people who are named themselves are listed.</summary>
    private static Scene WithoutMembers(Scene scene) => scene with
    {
        People = scene.People with
        {
            Open = [.. scene.Ledger.Posted.Select(message => message.Channel)],
            Members = Groups(scene)
                .Select(group => scene.Policy.Principals.IdOf(group) ?? group.Name)
                .Concat(scene.Ledger.Posted
                    .Select(message => scene.Policy.ChannelOfApprovers(scene.Request, message.Channel))
                    .OfType<string>())
                .Distinct()
                .ToImmutableDictionary(id => id, _ => ImmutableHashSet<string>.Empty),
        },
    };

    /// <summary>Where membership would matter, the answer is that it is not known.</summary>
    private static ImmutableArray<ClickAnswer> ClicksOf(Scene scene, string? who)
    {
        if (who is null) return [];
        var userId = CaseScene.IdOf(scene, who);
        var unknown = Explainer.ClicksOf(scene, userId);
        var named = Explainer.ClicksOf(WithoutMembers(scene), userId);
        return
        [
            .. unknown.Select(answer =>
                answer.Outcome is ClickOutcome.Refused { Refusal: var refusal } && refusal == Refusals.NoEntitlement
                && named.FirstOrDefault(other =>
                    other.Message == answer.Message
                    && other.Proposed == answer.Proposed
                    && other.Outcome is not ClickOutcome.Refused
                ) is { } counts
                    ? counts
                    : answer),
        ];
    }

    private static ImmutableArray<Approver> Groups(Scene scene) => scene.Policy.GroupsFor(scene.Request);

    private static ImmutableArray<string> NotesOf(Scene scene, Explanation explained) =>
        [
            "Slack and Teleport were not asked: names stand as the configuration has them, and the members of groups " +
            "and channels are not listed.",
            .. scene.Request.ResourceIds.IsEmpty || scene.Policy.Recipients.RoutingLabels.FirstOrDefault() is null
                ? Array.Empty<string>()
                : ["The labels of resources are not known, so no route that asks for labels applies."],
            .. explained.Automatic?.Roles.Any(role => role.By is { Automatic.Limit: not null }) == true
                ? ["The limit of a rule is taken as not reached: other requests of the requester are not known."]
                : Array.Empty<string>(),
        ];
}
