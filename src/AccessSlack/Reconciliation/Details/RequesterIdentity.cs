using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Details;

/// <summary>The Slack account of a requester, as far as membership of groups goes by it.</summary>
/// <param name="UserId">Empty if it is not known.</param>
/// <param name="IsEntitled">It could press buttons: no guest, no bot, no stranger, not deactivated.</param>
/// <param name="Fault">Why nothing is known; null otherwise.</param>
internal sealed record RequesterSlackAccount(string UserId, bool IsEntitled, string? Fault = null);

/// <summary>
/// Identifies a requester in Slack by [users], else by the trait of the Teleport user, else by a user name that is an
/// e-mail address. Nothing weaker: an automatic decision may depend on it.
/// </summary>
internal sealed class RequesterIdentity(ISlackDirectory slack, ITeleport teleport, CurrentPolicy policy)
{
    private const string Cure = "enter the account under [users]";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    public async Task<RequesterSlackAccount> FindAsync(string requester, CancellationToken cancel)
    {
        try
        {
            return RequesterAddress.Of(requester, policy.Now.Policy.Settings.Users) switch
            {
                RequesterAddress.SlackUserId { Id: var id } => await ByIdAsync(id, cancel),
                RequesterAddress.Several => Unknown($"[users] names several Slack accounts: {Cure} only once"),
                var address => await ByTraitAsync(requester, cancel) ?? await ByNameAsync(address, cancel),
            };
        }
        catch (TeleportException e)
        {
            return Unknown(e.Message);
        }
    }

    /// <summary>Null if Teleport names none, or we may not ask.</summary>
    private async Task<RequesterSlackAccount?> ByTraitAsync(string requester, CancellationToken cancel)
    {
        if (!policy.Now.Facts.MayReadUsers) return null;
        var trait = policy.Now.Policy.Settings.SlackIdTrait;
        ImmutableArray<string> ids = await teleport.FindSlackIdsAsync(requester, trait, cancel);
        return ids switch
        {
            [] => null,
            [var id] when RecipientAddress.Kind(id) == RecipientKind.User => await ByIdAsync(id, cancel),
            _ => Unknown($"the trait {trait} of the Teleport user is not exactly one Slack user ID"),
        };
    }

    private async Task<RequesterSlackAccount> ByNameAsync(RequesterAddress address, CancellationToken cancel)
    {
        if (address is not RequesterAddress.Email { Address: var email })
            return Unknown($"no Slack account is known: {Cure}");
        return await slack.FindUserByEmailAsync(email, cancel) switch
        {
            SlackResult<SlackUser>.Ok { Value: var user } => await ByIdAsync(user.Id, cancel),
            SlackResult<SlackUser>.Failed { Failure: var failure } => Unknown($"{failure.Code}: {Cure}"),
            _ => Unknown(Cure),
        };
    }

    private async Task<RequesterSlackAccount> ByIdAsync(string id, CancellationToken cancel)
    {
        var (home, settings) = (policy.Now.Home, policy.Now.Policy.Settings);
        return await slack.GetUserAsync(id, Freshness, cancel) switch
        {
            SlackResult<SlackUser>.Ok { Value: var user } =>
                new(id, ClickGuard.CheckUser(new SlackActor(id), user, home, settings) is null),
            SlackResult<SlackUser>.Failed { Failure: var failure } => Unknown($"{failure.Code}: {failure.Remedy}"),
            _ => Unknown(Cure),
        };
    }

    private static RequesterSlackAccount Unknown(string fault) => new("", IsEntitled: false, fault);
}
