namespace AccessSlack.EndToEnd.Policy;

/// <summary>A configuration by chance, of everything that decides who may do what.</summary>
internal static class GeneratedPolicy
{
    private static readonly string[] Places = ["access", "ops", "bob@example.com", "dave@example.com"];

    private static readonly string[] Approvers =
        ["group:leads", "group:dbas", "channel:ops", "bob@example.com", "carol@example.com", "ALICE"];

    private static readonly string[] Reasons = ["always", "approve", "deny", "never"];

    /// <param name="random">Of the seed of a test.</param>
    /// <param name="idOf">The Slack ID of a person.</param>
    public static string Make(Random random, Func<string, string> idOf)
    {
        List<string> lines = ["", "[approvals]", $"allow_self = {Flag(random)}", $"allow_guests = {Flag(random)}"];
        for (var rule = random.Next(4); rule > 0; rule--) lines.AddRange(Rule(random, rule));
        if (random.Next(3) == 0)
            lines.AddRange(["[users]", $"\"{idOf("carol")}\" = \"carol\"", $"\"{idOf("bob")}\" = \"rob\""]);
        if (random.Next(3) == 0)
            lines.AddRange(["[[routes]]", "roles = [\"web\", \"dba\"]", $"to = {List(random, Places)}"]);
        lines.AddRange(["[role_to_recipients]", $"\"*\" = {List(random, Places)}"]);
        if (random.Next(2) == 0) lines.Add($"\"prod-*\" = {List(random, Places)}");
        if (random.Next(3) == 0) lines.Add($"dba = {List(random, Places)}");
        return string.Join('\n', lines).Replace("ALICE", idOf("alice"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rule(Random random, int number)
    {
        yield return "[[approvals.rules]]";
        yield return $"roles = [{(number switch { 3 => "\"dba\"", 2 => "\"prod-*\", \"web\"", _ => "\"*\"" })}]";
        if (random.Next(3) > 0) yield return $"approvers = {List(random, Approvers)}";
        if (random.Next(2) == 0) yield return $"required = {random.Next(1, 4)}";
        if (random.Next(4) == 0) yield return $"deny_required = {random.Next(1, 3)}";
        if (random.Next(3) == 0)
            yield return $"reason = \"{Reasons[random.Next(Reasons.Length)]}\"";
        if (random.Next(8) == 0) yield return "buttons = \"link\"";
        if (random.Next(6) == 0) yield return "requesters = [\"alice*\"]";
        if (random.Next(8) == 0) yield return "clusters = [\"elsewhere\"]";
        if (random.Next(8) == 0) yield return "confirm = true";
    }

    public static string[] Roles(Random random)
    {
        string[] all = ["dba", "prod-db", "web", "root"];
        random.Shuffle(all);
        return all[..random.Next(1, 3)];
    }

    private static string List(Random random, string[] all)
    {
        var some = all.ToArray();
        random.Shuffle(some);
        return $"[{string.Join(", ", some.Take(random.Next(1, 4)).Select(one => $"\"{one}\""))}]";
    }

    private static string Flag(Random random) => random.Next(4) == 0 ? "true" : "false";
}
