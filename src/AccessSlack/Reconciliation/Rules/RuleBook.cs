using System.Collections.Immutable;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>The Access Monitoring Rules that are for this plugin, by name. Immutable; replaced as a whole.</summary>
internal sealed record RuleBook
{
    /// <summary>More than any cluster has. Each is asked about every request.</summary>
    public const int MaxRules = 1000;

    public static readonly RuleBook Empty = new();

    private ImmutableSortedDictionary<string, RuleReading> Rules { get; init; } =
        ImmutableSortedDictionary.Create<string, RuleReading>(StringComparer.Ordinal);

    /// <summary>There are more rules than are followed.</summary>
    public bool IsCut { get; private init; }

    public IEnumerable<RuleReading> All => Rules.Values;

    /// <summary>Those that can be read, in the order of their names.</summary>
    public IEnumerable<FollowedRule> Followed => Rules.Values.Select(reading => reading.Rule).OfType<FollowedRule>();

    public int Count => Rules.Count;

    public static RuleBook Of(IEnumerable<RuleReading> rules) =>
        rules.Aggregate(Empty, (book, rule) => book.With(rule));

    public RuleBook With(RuleReading rule) =>
        Rules.Count < MaxRules || Rules.ContainsKey(rule.Name)
            ? this with { Rules = Rules.SetItem(rule.Name, rule) }
            : this with { IsCut = true };

    public RuleBook Without(string name) => Rules.ContainsKey(name) ? this with { Rules = Rules.Remove(name) } : this;
}
