namespace AccessSlack.Approvals;

/// <summary>
/// People do not decide their own requests (docs/design/approvals.md, "The requester"). The order matters: what [users]
/// or Teleport says about both people is proof; names are only a sign.
/// </summary>
internal static class RequesterCheck
{
    /// <summary>Null if this person may decide a request of <paramref name="requester"/>.</summary>
    public static Refusal? Judge(VoterRights who, string requester, ApprovalSettings settings)
    {
        if (settings.AllowSelf) return null;
        if (IsKnownAs(who, requester)) return Refusals.Self;
        if (IsProvenToDiffer(who, requester, settings)) return null;
        if (who.Actor.Resembles(requester)) return Refusals.Resembles;
        return settings.StrictIdentity ? Refusals.PerhapsSelf : null;
    }

    /// <summary>Whether this person is the requester, or nothing but an equal name tells.</summary>
    public static bool MayBe(VoterRights who, string requester, ApprovalSettings settings) =>
        IsKnownAs(who, requester)
        || (!IsProvenToDiffer(who, requester, settings) && who.Actor.Resembles(requester));

    private static bool IsKnownAs(VoterRights who, string requester) => who.IsRequester || who.Actor.Is(requester);

    /// <summary>Both people are known, by [users] or by Teleport, and they are not the same.</summary>
    private static bool IsProvenToDiffer(VoterRights who, string requester, ApprovalSettings settings) =>
        (who.Actor.IsMapped || who.IsOwnAccount || who.OwnsAuthor)
        && (
            who.KnowsRequester
            || settings.Users.Values.Contains(requester, StringComparer.OrdinalIgnoreCase)
        );
}
