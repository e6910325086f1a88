using System.Collections.Immutable;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;
using AccessSlack.Requests;
using AccessSlack.Simulation.Cases;
using AccessSlack.Tracking;
using Tomlyn;

namespace AccessSlack.Commands.Cases;

/// <summary>The keys of one <c>[[cases]]</c>.</summary>
internal sealed class CaseSection(ConfigFile file, Section section, Settings settings)
{
    private const int MaxName = 200;

    /// <summary>Windows of rules depend on the time, and a case without a time must always come out the same.</summary>
    private static readonly DateTimeOffset SomeMonday = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Null if too little can be read.</summary>
    public PolicyCase? Read()
    {
        var (name, at) = (ReadName(), ReadTime());
        var people = new CasePeople(file, settings);
        var members = ReadMembers("groups", ApproverKind.Group).AddRange(ReadMembers("channels", ApproverKind.Channel));
        var described = Inner("people") is { } table ? people.Read(table) : PolicyCase.NoPeople;
        var request = Inner("request") is { } asked ? CaseRequest.Read(file, asked, at, Escalating()) : null;
        if (section.Find("request") is null)
            section.ReportMissing(
                "request",
                "A case needs a request.",
                "Write for example request = { user = \"alice\", roles = [\"dba\"] }."
            );
        var clicks = ReadClicks(request, people, described);
        people.CheckMembers(members, described);
        var expected = CaseExpectation.Read(file, section, Inner("expect"), request, clicks.Length);
        if (request is null) return null;
        return new()
        {
            Name = name,
            Line = section.Place.Line,
            Request = request,
            Cluster = (Inner("request")!.GetValueOrDefault("cluster").Value as string),
            At = at,
            Members = members.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Texts()),
            People = described,
            Clicks = clicks,
            Expected = expected,
        };
    }

    private ImmutableArray<string> Escalating()
    {
        var policy = PolicySnapshot.PolicyOf(settings);
        return [.. policy.Settings.Rules.Where(rule => rule.Escalation is not null).Select(policy.NameOf)];
    }

    private TomlTable? Inner(string key)
    {
        if (section.Find(key) is not { } item) return null;
        if (item.Value is TomlTable table) return table;
        file.Report(
            item,
            $"Expected a section, but found {ConfigFile.Describe(item.Value)}.",
            $"Write [cases.{key}] on a line of its own, or {key} = {{ … }}."
        );
        return null;
    }

    private string ReadName()
    {
        if (section.Text("name") is { } name)
        {
            if (name.Value.Length > MaxName)
                section.Report(name, "This name is too long.", $"Use at most {MaxName} characters.");
            return name.Value;
        }

        if (section.Find("name") is null)
            section.ReportMissing("name", "A case needs a name.", "Say in a few words what it shows.");
        return "";
    }

    private DateTimeOffset ReadTime()
    {
        if (section.Find("at") is not { } item) return SomeMonday;
        if (item.Value is TomlDateTime time && time.Kind is TomlDateTimeKind.OffsetDateTimeByZ
            or TomlDateTimeKind.OffsetDateTimeByNumber)
            return time.DateTime;
        section.Report(
            item,
            item.Value is TomlDateTime ? "This time has no zone." : "This is not a time.",
            "Write it without quotes and with an offset: 2026-11-23T18:30:00+01:00, or Z for UTC."
        );
        return SomeMonday;
    }

    private ImmutableDictionary<Approver, ImmutableArray<Item<string>>> ReadMembers(string key, ApproverKind kind)
    {
        var members = ImmutableDictionary.CreateBuilder<Approver, ImmutableArray<Item<string>>>();
        if (Inner(key) is not { } table) return members.ToImmutable();
        foreach (var name in table.Keys)
        {
            var item = table.Item(name, $"cases.{key}");
            if (NamedBy(name, kind) is not { } group) ReportUnknown(item, name, kind);
            else members[group] = file.AsTexts(item);
        }

        return members.ToImmutable();
    }

    /// <summary>As the configuration calls it; null if it does not.</summary>
    private Approver? NamedBy(string name, ApproverKind kind)
    {
        var prefix = kind == ApproverKind.Group ? "group:" : "channel:";
        var parsed = Approver.Parse(name.StartsWith(prefix, StringComparison.Ordinal) ? name : prefix + name);
        return parsed is not null && CasePeople.Groups(settings).Contains(parsed) ? parsed : null;
    }

    private void ReportUnknown(Item<object> item, string name, ApproverKind kind)
    {
        var known = CasePeople.Groups(settings).Where(group => group.Kind == kind).Select(group => group.Name).ToList();
        var what = kind == ApproverKind.Group ? "user group" : "channel";
        file.Report(
            item,
            $"The configuration names no such {what}.",
            CaseKeys.Nearest(name, known) is { } nearest ? $"Did you mean {nearest}?"
                : known.Count == 0 ? $"It names no {what} at all: remove this."
                : $"Name it as the configuration does: {string.Join(", ", known)}."
        );
    }

    private ImmutableArray<CaseClick> ReadClicks(
        AccessRequest? request,
        CasePeople people,
        ImmutableDictionary<string, CasePerson> described
    )
    {
        if (section.Find("clicks") is not { Value: not TomlArray { Count: 0 } } item) return [];
        var clicks = section.Sections("clicks");
        var mayBePartial = settings.Approvals.Rules.Any(rule => rule.Partial);
        return
        [
            .. clicks.Zip(item.Tables(), (click, entry) =>
            {
                CaseKeys.Check(file, entry.Table, CaseKeys.Clicks);
                return CaseClicks.Read(file, click, request, people, described, mayBePartial);
            }),
        ];
    }
}
