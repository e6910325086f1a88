using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Proves that a vote or a decision in the ledger was written by a daemon that verified a click. Every plugin that may
/// write plugin data could plant one there, and without a seal another's rights would become ours. The key is the
/// signing secret, which all replicas share; while it changes, every listed one is valid.
/// </summary>
internal sealed class DecisionSeal(ImmutableArray<Secret> secrets)
{
    /// <summary>In hex digits: 128 bits, because there may be many votes and the ledger has little room.</summary>
    private const int LengthForVotes = 32;

    /// <summary>The decision with its seal; without a secret no click is accepted, and so no decision made.</summary>
    public Decision Seal(string requestId, Decision decision) =>
        decision with
        {
            Seal = Make(Parts(requestId, decision)),
        };

    public Vote Seal(string requestId, Vote vote) => vote with { Seal = Shorten(Make(Parts(requestId, vote))) };

    public bool IsGenuine(string requestId, Decision decision) =>
        secrets.Any(secret => AreEqual(Mac(secret, Parts(requestId, decision)), decision.Seal));

    public bool IsGenuine(string requestId, Vote vote) =>
        secrets.Any(secret => AreEqual(Shorten(Mac(secret, Parts(requestId, vote))), vote.Seal));

    private string Make(string[] parts) => secrets.IsEmpty ? "" : Mac(secrets[0], parts);

    /// <summary>The outcome is left out: it changes after the click.</summary>
    private static string[] Parts(string requestId, Decision decision) =>
        [
            "decision",
            requestId,
            decision.State.ToString(),
            decision.SlackUserId,
            decision.Person,
            decision.Channel,
            decision.ActionTs,
        ];

    private static string[] Parts(string requestId, Vote vote) =>
        [
            "vote",
            requestId,
            vote.Choice.ToString(),
            vote.Voter,
            vote.SlackUserId,
            vote.Person,
            vote.Channel,
            vote.ActionTs,
            vote.Reason,
            .. vote.Groups.Select(group => group.ToString()),
        ];

    /// <summary>A length stands before each part, so that none can run into the next.</summary>
    private static string Mac(Secret secret, string[] parts) => Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret.Reveal()),
                Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}")))
            )
        );

    private static bool AreEqual(string seal, string claimed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(claimed));

    private static string Shorten(string seal) => seal.Length > LengthForVotes ? seal[..LengthForVotes] : seal;
}
