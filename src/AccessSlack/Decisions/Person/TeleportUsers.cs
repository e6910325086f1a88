using System.Collections.Immutable;
using AccessSlack.Teleport;

namespace AccessSlack.Decisions.Person;

/// <summary>
/// Which Teleport users have a Slack account, by a trait or by the e-mail address, as Teleport has said within the last
/// ten minutes. That no one has it is asked again after a minute, because an administrator may just have corrected it.
/// </summary>
internal sealed class TeleportUsers(ITeleport teleport, TimeProvider time)
{
    public static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(1);

    /// <summary>More people than click within ten minutes.</summary>
    private const int MostAnswers = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Trait, string Value), Answer> _answers = [];
    private (string Trait, TraitOwners Owners, DateTimeOffset Since)? _everyone;

    /// <summary>How often: an answer to an earlier question is not kept.</summary>
    private int _forgotten;

    /// <summary>The users whose trait has this value.</summary>
    /// <exception cref="TeleportException">Teleport did not answer, or does not permit it.</exception>
    public async Task<ImmutableArray<string>> FindByTraitAsync(string trait, string value, CancellationToken cancel)
    {
        if (Known(trait, value) is { } known) return known;
        var (now, asked) = (time.GetUtcNow(), Volatile.Read(ref _forgotten));
        var found = await teleport.FindUsersByTraitAsync(trait, value, cancel);
        var names = found.ByValue.GetValueOrDefault(value, []);
        lock (_lock)
        {
            if (asked != _forgotten) return names;
            if (found.IsComplete) _everyone = (trait, found, now);
            else Keep((trait, value), new(names, now));
        }

        return names;
    }

    /// <summary>The user whose name is exactly this address, or none.</summary>
    /// <inheritdoc cref="FindByTraitAsync"/>
    public async Task<ImmutableArray<string>> FindByNameAsync(string email, CancellationToken cancel)
    {
        if (Known("", email) is { } known) return known;
        var (now, asked) = (time.GetUtcNow(), Volatile.Read(ref _forgotten));
        ImmutableArray<string> names = await teleport.UserExistsAsync(email, cancel) ? [email] : [];
        lock (_lock)
            if (asked == _forgotten)
                Keep(("", email), new(names, now));
        return names;
    }

    /// <summary>What is known may be wrong: an operator has asked for a reload, or Teleport has said so.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _forgotten++;
            _answers.Clear();
            _everyone = null;
        }
    }

    private ImmutableArray<string>? Known(string trait, string value)
    {
        lock (_lock)
        {
            if (_answers.TryGetValue((trait, value), out var answer) && IsFresh(answer.Names, answer.Since))
                return answer.Names;
            if (_everyone is not { } everyone || everyone.Trait != trait) return null;
            var names = everyone.Owners.ByValue.GetValueOrDefault(value, []);
            return IsFresh(names, everyone.Since) ? names : null;
        }
    }

    private bool IsFresh(ImmutableArray<string> names, DateTimeOffset since) =>
        time.GetUtcNow() - since < (names.IsEmpty ? UnknownFor : KnownFor);

    private void Keep((string Trait, string Value) key, Answer answer)
    {
        if (_answers.Count >= MostAnswers) _answers.Clear();
        _answers[key] = answer;
    }

    private readonly record struct Answer(ImmutableArray<string> Names, DateTimeOffset Since);
}
