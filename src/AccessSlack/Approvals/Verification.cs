namespace AccessSlack.Approvals;

/// <summary>Something about a person that Slack had to confirm: confirmed, or the reason for refusing.</summary>
internal abstract record Verification<T>
{
    private Verification() { }

    internal sealed record Verified(T Value) : Verification<T>;

    internal sealed record Refused(Refusal Refusal) : Verification<T>;
}
