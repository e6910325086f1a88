using System.Collections.Immutable;
using System.Text;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Person;

/// <summary>The Teleport user in whose name a review is submitted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsByTrait">Teleport itself says whose account it is.</param>
internal sealed record ReviewAuthor(string Name, bool IsByTrait = false)
{
    /// <summary>
    /// The entry in [users]; otherwise the one user with the trait; otherwise the user whose name is the e-mail
    /// address. In doubt there is none.
    /// </summary>
    /// <param name="actor">Who clicked.</param>
    /// <param name="byTrait">The users with the trait.</param>
    /// <param name="byEmail">The user with this name, if names may be compared.</param>
    public static Verification<ReviewAuthor> Choose(
        Actor actor,
        ImmutableArray<string> byTrait,
        ImmutableArray<string> byEmail
    )
    {
        if (actor.IsMapped) return Named(actor, new(actor.TeleportUser));
        if (byTrait.Length > 1) return new Verification<ReviewAuthor>.Refused(PersonRefusals.SeveralTeleportUsers);
        if (byTrait is [var owner]) return Named(actor, new(owner, IsByTrait: true));
        return Named(actor, new(byEmail is [var name] ? name : ""));
    }

    /// <summary>A name that the ledger could not hold in full would be another user's.</summary>
    private static Verification<ReviewAuthor> Named(Actor actor, ReviewAuthor author) =>
        author.Name.Length > 0 && Encoding.UTF8.GetByteCount(author.Name) <= Decision.MaxAuthorBytes
            ? new Verification<ReviewAuthor>.Verified(author)
            : new Verification<ReviewAuthor>.Refused(PersonRefusals.NoTeleportUser(actor.SlackUserId));
}
