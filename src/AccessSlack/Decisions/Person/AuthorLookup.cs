using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions.Person;

/// <summary>
/// Finds the Teleport user of a person who clicked: the entry in [users]; otherwise the one user with the trait;
/// otherwise, if that is allowed, the user whose name is the e-mail address. In doubt there is none.
/// </summary>
internal sealed partial class AuthorLookup(TeleportUsers users, CurrentPolicy policy, ILogger<AuthorLookup> logger)
{
    private const int MostNames = 5;

    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task<Verification<ReviewAuthor>> FindAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.IsMapped) return Choose(actor, [], []);
        try
        {
            return await AskAsync(actor, policy.Now.Policy.Settings, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            Log.Hidden(logger, actor.SlackUserId, e.Message, PluginRole.Submitting, PluginRole.HowToGive);
            return new Verification<ReviewAuthor>.Refused(PersonRefusals.UsersHidden);
        }
    }

    private async Task<Verification<ReviewAuthor>> AskAsync(
        Actor actor,
        ApprovalSettings settings,
        CancellationToken cancel
    )
    {
        var owners = await users.FindByTraitAsync(settings.SlackIdTrait, actor.SlackUserId, cancel);
        ImmutableArray<string> named = owners.IsEmpty && settings.AllowEmailMatch && actor.Email.Length > 0
            ? [.. await users.FindByNameAsync(actor.Email, cancel)]
            : [];
        return Choose(actor, owners, named);
    }

    private Verification<ReviewAuthor> Choose(
        Actor actor,
        ImmutableArray<string> owners,
        ImmutableArray<string> named
    )
    {
        var chosen = ReviewAuthor.Choose(actor, owners, named);
        if (chosen is Verification<ReviewAuthor>.Refused) Report(actor, owners);
        return chosen;
    }

    private void Report(Actor actor, ImmutableArray<string> owners)
    {
        var trait = policy.Now.Policy.Settings.SlackIdTrait;
        if (owners.Length > 1)
            Log.Several(logger, owners.Length, trait, actor.SlackUserId, string.Join(", ", owners.Take(MostNames)));
        else
            Log.None(logger, actor.SlackUserId, trait);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6800,
            Level = LogLevel.Warning,
            Message = "No Teleport user is known for {UserId}, so the click was refused. Add the person under " +
                "[users], or set the trait {Trait} of the Teleport user to this Slack ID"
        )]
        public static partial void None(ILogger logger, string userId, string trait);

        [LoggerMessage(
            EventId = 6801,
            Level = LogLevel.Warning,
            Message = "{Count} Teleport users have the trait {Trait} with the Slack ID {UserId}, so the click was " +
                "refused: {Names}. Leave it with only one of them, or add the person under [users]"
        )]
        public static partial void Several(ILogger logger, int count, string trait, string userId, string names);

        [LoggerMessage(
            EventId = 6802,
            Level = LogLevel.Error,
            Message = "Teleport does not let us list users, so the Teleport user of {UserId} is not known and the " +
                "click was refused: {Detail}. Give the plugin's user a role with the rule user: [list, read], for " +
                "example {Role} {HowToGive}; or list people under [users]"
        )]
        public static partial void Hidden(
            ILogger logger,
            string userId,
            string detail,
            string role,
            string howToGive
        );
    }
}
