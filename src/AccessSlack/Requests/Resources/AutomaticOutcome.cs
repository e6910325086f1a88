namespace AccessSlack.Requests.Resources;

/// <summary>
/// Whether a rule decides a request by itself. Settled once, when the request is first seen, and sealed with the first
/// entry in the ledger: a request that was left to people never becomes automatic later.
/// </summary>
/// <param name="Rule">The rule's name; empty if people decide.</param>
internal sealed record AutomaticOutcome(string Rule)
{
    /// <inheritdoc cref="RequestDetails.MaxRuleName"/>
    public const int MaxRule = RequestDetails.MaxRuleName;

    public static readonly AutomaticOutcome People = new("");

    public bool IsByRule => Rule.Length > 0;
}
