using System.Text;
using AccessSlack.MonitoringRules.Conditions.Regexps;

namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class TextFunctions
{
    public static Value Upper(Arguments given) => Transform(given, CaseFolding.Upper);

    public static Value Lower(Arguments given) => Transform(given, CaseFolding.Lower);

    public static Value ReplaceAll(Arguments given) =>
        Transform(given, text => ReplaceAll(text, given.Text(1), given.Text(2), given.Work));

    public static Value Split(Arguments given)
    {
        var separator = given.Text(1);
        var result = new MemberSet(given.Work);
        foreach (var member in given.Set(0))
        {
            given.Work.SpendOnText(member.Length);
            if (separator.Length == 0)
                foreach (var rune in member.EnumerateRunes()) result.Add(rune.ToString());
            else
                foreach (var part in member.AsSpan().Split(separator)) result.Add(member[part]);
        }
        return result.ToValue();
    }

    public static Value EmailLocal(Arguments given)
    {
        var result = new MemberSet(given.Work);
        foreach (var member in given.Set(0))
        {
            given.Work.Spend(member.Length);
            var local = EmailAddress.Local(member) ?? throw given.Fault("was given what is not an e-mail address.");
            if (local.Length > 0) result.Add(local);
        }
        return result.ToValue();
    }

    /// <summary>Leaves out what the pattern does not match, and what becomes empty.</summary>
    public static Value RegexpReplace(Arguments given)
    {
        try
        {
            var replacer = new RegexpReplacer(given.Text(1), given.Text(2), given.Work);
            var result = new MemberSet(given.Work);
            foreach (var member in given.Set(0))
                if (replacer.Replace(member) is { Length: > 0 } replaced) result.Add(replaced);
            return result.ToValue();
        }
        catch (RegexpFault fault)
        {
            throw given.Fault($"cannot read its regular expression: it {fault.Message}.");
        }
    }

    private static Value Transform(Arguments given, Func<string, string> transform)
    {
        if (given[0] is Value.Text text) return new Value.Text(Paid(text.Content, transform, given.Work));
        if (given[0] is not Value.Set set) throw given.Fault($"needs a string or a set, not {given[0].Kind.Words()}.");
        var result = new MemberSet(given.Work);
        foreach (var member in set.Members) result.Add(Paid(member, transform, given.Work));
        return result.ToValue();
    }

    private static string Paid(string text, Func<string, string> transform, Work work)
    {
        work.SpendOnText(text.Length);
        return transform(text);
    }

    private static string ReplaceAll(string text, string match, string replacement, Work work)
    {
        if (match.Length == 0) return InsertEverywhere(text, replacement, work);
        var count = text.AsSpan().Count(match);
        work.SpendOnText((long)count * replacement.Length);
        work.Spend(count);
        return text.Replace(match, replacement, StringComparison.Ordinal);
    }

    /// <summary>Go finds the empty string before each character and at the end.</summary>
    private static string InsertEverywhere(string text, string inserted, Work work)
    {
        work.Spend(text.Length);
        work.SpendOnText((text.Length + 1L) * inserted.Length);
        var result = new StringBuilder(inserted);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune).Append(inserted);
        return result.ToString();
    }
}
