using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;
using AccessSlack.Requests;
using AccessSlack.Simulation.Cases;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Cases;

/// <summary>What a case expects. What contradicts itself is reported.</summary>
internal static class CaseExpectation
{
    private const string OfferWords = "decide, dialog, link, nothing";

    private static readonly FrozenDictionary<string, RequestState> Outcomes =
        new[] { RequestState.Pending, RequestState.Approved, RequestState.Denied }
            .ToFrozenDictionary(CaseRunner.Word, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Offers =
        Enum.GetValues<PlaceOffer>().Select(CaseRunner.Word).ToFrozenSet(StringComparer.Ordinal);

    public static Expectation Read(
        ConfigFile file,
        Section one,
        TomlTable? table,
        AccessRequest? request,
        int clicks
    )
    {
        if (table is null or { Count: 0 })
        {
            if (one.Find("expect") is null or { Value: TomlTable })
                one.ReportMissing(
                    "expect",
                    "This case expects nothing, so it could never fail.",
                    "Write for example expect = { outcome = \"approved\" }."
                );
            return new();
        }

        CaseKeys.Check(file, table, CaseKeys.Expect);
        var section = new Section(file, CaseKeys.Expect, table, table.Values.First().Place);
        var outcome = section.Find("outcome") is null
            ? (RequestState?)null
            : section.Choice("outcome", RequestState.Pending, Outcomes, "pending, approved, denied");
        return new()
        {
            Recipients = section.Find("recipients") is null
                ? null
                : [.. section.Texts("recipients").Select(item => RecipientAddress.Normalize(item.Value))],
            Offer = section.Find("offer") is { Value: not TomlTable } offer ? ReadOffer(file, offer) : null,
            Offers = ReadOffers(file, section),
            Refusals = ReadRefusals(file, section, clicks),
            Outcome = outcome,
            Granted = ReadGranted(file, section, request, outcome),
        };
    }

    private static string? ReadOffer(ConfigFile file, Item<object> item)
    {
        if (file.AsText(item) is not { } text) return null;
        if (Offers.Contains(text.Value)) return text.Value;
        file.Report(text, "This is not something that a message offers.", $"Write one of {OfferWords}.");
        return null;
    }

    private static ImmutableSortedDictionary<string, string> ReadOffers(ConfigFile file, Section section)
    {
        var offers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        if (section.Find("offer") is not { Value: TomlTable table }) return offers.ToImmutable();
        foreach (var name in table.Keys)
            if (ReadOffer(file, table.Item(name, "cases.expect.offer")) is { } offer)
                offers[RecipientAddress.Normalize(name)] = offer;
        return offers.ToImmutable();
    }

    private static ImmutableArray<string>? ReadRefusals(ConfigFile file, Section section, int clicks)
    {
        if (section.Find("refusals") is not { } item) return null;
        var refusals = file.AsTexts(item);
        foreach (var code in refusals)
            if (code.Value != Expectation.Counts && !RefusalCodes.All.Contains(code.Value))
                file.Report(
                    code,
                    "There is no such refusal.",
                    CaseKeys.Nearest(code.Value, RefusalCodes.All) is { } nearest
                        ? $"Did you mean {nearest}?"
                        : $"Write {Expectation.Counts} for a click that counts, or a code of docs/policy.md."
                );
        if (refusals.Length != clicks)
            file.Report(
                item,
                $"These are {refusals.Length}, and the case has {clicks} {(clicks == 1 ? "click" : "clicks")}.",
                $"Write one for each click, and {Expectation.Counts} for a click that counts."
            );
        return refusals.Texts();
    }

    private static ImmutableArray<string>? ReadGranted(
        ConfigFile file,
        Section section,
        AccessRequest? request,
        RequestState? outcome
    )
    {
        if (section.Find("granted") is not { } item) return null;
        var granted = file.AsTexts(item);
        foreach (var role in granted) CaseClicks.CheckRole(file, role, request);
        if (granted.Length > 0 && outcome is RequestState.Denied or RequestState.Pending)
            file.Report(
                item,
                $"A request that is {CaseRunner.Word(outcome!.Value)} grants nothing.",
                "Expect the outcome approved, or remove this."
            );
        if (granted.Length == 0 && outcome == RequestState.Approved)
            file.Report(item, "A request that is approved grants something.", "Name the roles, or remove this.");
        return granted.Texts();
    }
}
