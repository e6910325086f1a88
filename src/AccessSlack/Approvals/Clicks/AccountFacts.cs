using System.Collections.Immutable;

namespace AccessSlack.Approvals.Clicks;

/// <summary>What Teleport says about the Slack accounts of requester and voter.</summary>
internal static class AccountFacts
{
    /// <summary>Only strict_identity demands proof, and only of people who are not in [users].</summary>
    public static bool NeedsProof(this ApprovalSettings settings, Actor actor) =>
        settings.StrictIdentity && !actor.IsMapped;

    /// <param name="rights">Without it.</param>
    /// <param name="requester">The accounts of the requester; null if Teleport has not said yet.</param>
    /// <param name="isOwn">Whether the account belongs to the Teleport user of the voter, if that was asked.</param>
    public static VoterRights With(this VoterRights rights, ImmutableArray<string>? requester, bool isOwn) =>
        rights with
        {
            IsRequester = requester?.Contains(rights.Actor.SlackUserId) == true,
            KnowsRequester = requester is not { IsEmpty: true },
            IsOwnAccount = isOwn,
        };
}
