using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>
/// The snapshot in force. A reload replaces it; work that has begun uses the new one from its next step on. What the
/// names of the configuration stand for is kept for the life of the process, beyond reloads.
/// </summary>
internal sealed class CurrentPolicy
{
    private readonly Lock _lock = new();
    private volatile PolicySnapshot? _now;
    private ResolvedPrincipals _principals = ResolvedPrincipals.None;

    /// <exception cref="InvalidOperationException">The start has not set one yet: a defect.</exception>
    public PolicySnapshot Now
    {
        get => _now ?? throw new InvalidOperationException("no policy is in force before the start checks are done");
        set
        {
            lock (_lock) _now = _principals == ResolvedPrincipals.None ? value : value.With(_principals);
        }
    }

    /// <inheritdoc cref="PlaceAuthority.NamesChannel"/>
    public bool NamesChannel(string channelId) => Now.Policy.Places.NamesChannel(channelId);

    public void LearnMayReadUsers(bool isSo)
    {
        lock (_lock) _now = Now with { Facts = Now.Facts with { MayReadUsers = isSo } };
    }

    public void Learn(PersonReviews reviews)
    {
        lock (_lock) _now = Now.With(reviews);
    }

    public void Learn(TeleportServer server)
    {
        lock (_lock) _now = Now.With(server);
    }

    /// <summary>Something about the names was learned; it applies to the snapshot in force and to later ones.</summary>
    public void Learn(Func<ResolvedPrincipals, ResolvedPrincipals> change)
    {
        lock (_lock)
        {
            _principals = change(_now?.Policy.Principals ?? _principals);
            _now = _now?.With(_principals);
        }
    }
}
