namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>A set that is being written, and pays for every member.</summary>
internal sealed class MemberSet(Work work)
{
    /// <summary>Steps for a member beside its characters.</summary>
    private const int Member = 4;

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Members => _members;

    public void Add(string member)
    {
        Pay(member);
        _members.Add(member);
    }

    public void AddAll(IReadOnlySet<string> members)
    {
        foreach (var member in members) Add(member);
    }

    /// <summary>The string arguments of a call from this one on.</summary>
    public void AddRest(Arguments given, int from)
    {
        for (var i = from; i < given.Count; i++) Add(given.Text(i));
    }

    public void RemoveRest(Arguments given, int from)
    {
        for (var i = from; i < given.Count; i++)
        {
            Pay(given.Text(i));
            _members.Remove(given.Text(i));
        }
    }

    public Value.Set ToValue() => new(_members);

    private void Pay(string member)
    {
        work.Spend(Member);
        work.SpendOnText(member.Length);
    }
}
