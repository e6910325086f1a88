using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages.Parts;

/// <summary>An escalation, as readers see it.</summary>
/// <param name="Escalation">As configured.</param>
/// <param name="Channels">Names of channels; untrusted.</param>
/// <param name="People">How many people there are beside them.</param>
internal sealed record ShownEscalation(Escalation Escalation, ImmutableArray<string> Channels, int People)
{
    public static ShownEscalation Of(Escalation escalation, ResolvedPrincipals principals)
    {
        var channels = escalation.To.Where(to => !IsPerson(to)).ToList();
        return new(
            escalation,
            [.. channels.Select(to => NameOf(to, principals)).Distinct(StringComparer.OrdinalIgnoreCase)],
            escalation.To.Length - channels.Count
        );
    }

    private static string NameOf(string channel, ResolvedPrincipals principals) =>
        principals.IdOf(channel) is { } id && principals.ChannelNames.TryGetValue(id, out var name) ? $"#{name}"
        : RecipientAddress.Kind(channel) == RecipientKind.Channel ? $"#{channel}"
        : channel;

    private static bool IsPerson(string recipient) =>
        RecipientAddress.IsPerson(recipient) || recipient.StartsWith('D');
}

/// <summary>
/// The line that says that a request was escalated. It names channels, and only counts people: their messages are
/// theirs.
/// </summary>
internal static class EscalationText
{
    private const int MaxPlaces = 200;
    private const int MaxLine = 400;

    /// <summary>One line; empty if nothing has escalated.</summary>
    /// <param name="escalations">In the order of the rules.</param>
    /// <param name="show"><see cref="SlackText.Inline"/> or <see cref="SlackText.Plain"/>.</param>
    public static string Of(ImmutableArray<ShownEscalation> escalations, Func<string, int, string> show)
    {
        if (escalations.IsEmpty) return "";
        var all = MessageText.List(escalations, one => $"to {Places(one, show)} after {After(one)}", MaxLine);
        return $"⏫ Escalated {all}: no decision yet.";
    }

    private static string After(ShownEscalation one) => PlainTime.Of(one.Escalation.After);

    private static string Places(ShownEscalation one, Func<string, int, string> show)
    {
        var people = one.People switch { 0 => "", 1 => "1 person", var count => $"{count} people" };
        if (one.Channels.IsEmpty) return people;
        var channels = MessageText.List(
            one.Channels,
            channel => SlackText.Name(channel, MessageText.MaxName, show),
            MaxPlaces
        );
        return people.Length == 0 ? channels : $"{channels} and {people}";
    }
}
