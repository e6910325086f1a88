using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Proves that a vote or decision in the ledger was written by a daemon that had verified a click. Any plugin with
/// access to plugin data could otherwise forge one, and so use our permission to decide. The key is the signing secret,
/// which all replicas share; during a rotation every configured secret is valid.
/// </summary>
internal sealed class DecisionSeal(ImmutableArray<Secret> secrets)
{
    /// <summary>In hex digits. 128 bits, because a small ledger may contain many votes.</summary>
    private const int VoteSealLength = 32;

    /// <summary>
    /// The decision with its seal. Without a secret the seal is empty, but then no click is accepted either.
    /// </summary>
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

    /// <summary>Without the outcome, which changes after the click.</summary>
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

    /// <summary>Each part has a length prefix, so that no two lists of parts give the same text.</summary>
    private static string Mac(Secret secret, string[] parts) => Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret.Reveal()),
                Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}")))
            )
        );

    private static bool AreEqual(string seal, string claimed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(claimed));

    private static string Shorten(string seal) => seal.Length > VoteSealLength ? seal[..VoteSealLength] : seal;
}
