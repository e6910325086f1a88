using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;

namespace AccessSlack.Decisions;

/// <summary>
/// What Teleport is asked about the Slack accounts of the people of one click, beside the other calls of the click.
/// Where there is no answer yet, people get the benefit of the doubt: what was judged with it must be judged again
/// after <see cref="CompleteAsync"/>, before anything is decided.
/// </summary>
internal sealed class AccountQuestions
{
    private readonly RequesterAccounts _accounts;
    private readonly CancellationToken _cancel;
    private readonly Task<ImmutableArray<string>?> _requester;
    private readonly Dictionary<string, Task<ImmutableArray<string>?>> _others = new(StringComparer.Ordinal);

    private AccountQuestions(
        RequesterAccounts accounts,
        Task<ImmutableArray<string>?> requester,
        CancellationToken cancel
    ) => (_accounts, _requester, _cancel) = (accounts, requester, cancel);

    /// <summary>Asks for the accounts of the requester; null if it is not known who that is.</summary>
    public AccountQuestions(RequesterAccounts accounts, string? requester, CancellationToken cancel)
        : this(accounts, requester is null ? Known([]) : accounts.FindAsync(requester, cancel), cancel)
    {
    }

    /// <summary>What Teleport said of the requester before counts; only other people are asked about.</summary>
    public static AccountQuestions WithKnown(
        RequesterAccounts accounts,
        ImmutableArray<string>? requester,
        CancellationToken cancel
    ) => new(accounts, Known(requester), cancel);

    private static Task<ImmutableArray<string>?> Known(ImmutableArray<string>? requester) =>
        Task.FromResult(requester);

    /// <summary>The accounts of the requester; null if Teleport refuses to say.</summary>
    /// <exception cref="Teleport.TeleportException">Teleport did not answer.</exception>
    public Task<ImmutableArray<string>?> Requester => _requester;

    /// <summary>Teleport refuses to say which accounts the requester has, so no one may decide.</summary>
    public bool IsRefused => _requester is { IsCompletedSuccessfully: true, Result: null };

    /// <summary>Asks whether the account is that of the Teleport user, if that matters and is not asked yet.</summary>
    public void Ask(Actor actor)
    {
        if (_accounts.NeedsProof(actor) && !_others.ContainsKey(actor.TeleportUser))
            _others.Add(actor.TeleportUser, _accounts.FindAsync(actor.TeleportUser, _cancel));
    }

    /// <exception cref="Teleport.TeleportException">Teleport did not answer.</exception>
    public Task CompleteAsync() => Task.WhenAll([_requester, .. _others.Values]);

    /// <summary>The rights with what Teleport has said so far.</summary>
    public VoterRights Apply(VoterRights rights)
    {
        var account = rights.Actor.SlackUserId;
        var requester = _requester.IsCompletedSuccessfully ? _requester.Result : null;
        return rights.With(
            requester,
            _others.TryGetValue(rights.Actor.TeleportUser, out var own) && MayOwn(own, account)
        );
    }

    private static bool MayOwn(Task<ImmutableArray<string>?> asked, string account) =>
        !asked.IsCompletedSuccessfully || asked.Result?.Contains(account) == true;
}
