namespace AccessSlack.Approvals;

/// <summary>Something about a person that Slack had to confirm: confirmed, or the reason for refusing.</summary>
internal abstract record Verification<T>
{
    private Verification() { }

    internal sealed record Verified(T Value) : Verification<T>;

    internal sealed record Refused(Refusal Refusal) : Verification<T>;

    public TResult Match<TResult>(Func<T, TResult> verified, Func<Refusal, TResult> refused) => this switch
    {
        Verified { Value: var value } => verified(value),
        Refused { Refusal: var refusal } => refused(refusal),
        _ => throw new InvalidOperationException($"unknown verification {GetType().Name}"),
    };
}
