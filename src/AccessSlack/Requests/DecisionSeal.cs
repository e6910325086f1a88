using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Proves that a decision in the ledger was written by a daemon that verified a click. Every plugin that may write plugin
/// data could plant one there, and without a seal another's rights would become ours. The key is the signing secret,
/// which all replicas share; while it changes, every listed one is valid.
/// </summary>
internal sealed class DecisionSeal(ImmutableArray<Secret> secrets)
{
    /// <summary>The decision with its seal; without a secret no click is accepted, and so no decision made.</summary>
    public Decision Seal(string requestId, Decision decision) => decision with { Seal = secrets.IsEmpty ? "" : Convert.ToHexStringLower(Mac(secrets[0], requestId, decision)) };

    public bool IsGenuine(string requestId, Decision decision)
    {
        var claimed = Encoding.ASCII.GetBytes(decision.Seal);
        return secrets.Any(secret => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(secret, requestId, decision))), claimed));
    }

    /// <summary>The outcome is left out: it changes after the click. A length stands before each part, so that none can run into the next.</summary>
    private static byte[] Mac(Secret secret, string requestId, Decision decision)
    {
        string[] parts = ["decision", requestId, decision.State.ToString(), decision.SlackUserId, decision.Person, decision.Channel, decision.ActionTs];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}"))));
    }
}
