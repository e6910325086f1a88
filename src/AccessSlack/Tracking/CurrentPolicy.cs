namespace AccessSlack.Tracking;

/// <summary>
/// The snapshot in force. A reload replaces it; work that has begun uses the new one from its next step on.
/// </summary>
internal sealed class CurrentPolicy
{
    private volatile PolicySnapshot? _now;

    /// <exception cref="InvalidOperationException">The start has not set one yet: a defect.</exception>
    public PolicySnapshot Now
    {
        get => _now ?? throw new InvalidOperationException("no policy is in force before the start checks are done");
        set => _now = value;
    }
}
