using System.Text;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Commands.Cases;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Explain;

/// <summary>An explanation for people. Names are cleaned: they come from requests and from Slack.</summary>
internal static class ExplanationText
{
    private const int MaxName = 100;
    private const int MaxText = 400;

    /// <summary>A longer section would push the others off the screen; JSON has every row.</summary>
    private const int MaxRows = 30;

    public static string Of(Explained explained, PolicyPlaces places)
    {
        var (what, text) = (explained.What, new StringBuilder());
        text.Append(Head(explained)).Append('\n');
        Section(text, "Told", [.. what.Told.Select(OfPlace)], "no one: nothing names a recipient for this request");
        if (!what.LeftOut.IsEmpty)
            text.Append($"  not told, of the suggested reviewers: {string.Join(", ", what.LeftOut.Select(Name))}\n");
        List<string[]> roles = [.. what.Roles.Select(role => OfRole(explained, role, places))];
        Section(text, "Roles", roles, "the request names none");
        if (what.NotHere is { } why) text.Append($"\nNot decided in Slack: {Clean(why.Text)}.\n");
        People(text, what);
        if (!what.AutomaticWords.IsEmpty)
            Section(text, "By rules alone", [.. what.AutomaticWords.Select(word => new[] { Clean(word) })], "");
        text.Append($"\nTo Teleport\n  {Clean(what.Way.Text)}\n");
        if (explained.As is { } who)
            Section(text, $"A click by {Name(who)}", [.. what.Clicks.Select(OfClick)], "there is no message to click");
        foreach (var note in explained.Notes) text.Append($"\nNote: {Clean(note)}\n");
        return text.ToString();
    }

    private static string Head(Explained explained)
    {
        var request = explained.What.Scene.Request;
        var roles = request.Roles.IsEmpty ? "access" : string.Join(", ", request.Roles.Select(Name));
        var who = request.User.Length > 0 ? Name(request.User) : "some requester";
        var cluster = explained.What.Scene.Policy.Cluster is { Length: > 0 } name ? $" in {Name(name)}" : "";
        var id = explained.Id is { } known ? $"Request {Name(known)}: " : "";
        return $"{id}{who} asks for {roles}{cluster}. State: {StateOf(explained.What)}.";
    }

    private static string StateOf(Explanation what) => what.Scene.Status switch
    {
        RequestStatus.Resolved { Resolution: var resolution } => resolution.ToString().ToLowerInvariant(),
        _ => "pending",
    };

    private static string[] OfPlace(ToldPlace place) =>
        [
            string.Join(" = ", place.Delivery.Names.Where(name => !name.Contains('\0')).Select(Address)),
            place.Offer switch
            {
                PlaceOffer.Decide or PlaceOffer.Dialog => "buttons",
                PlaceOffer.Link => "link only",
                _ => "nothing",
            },
            Clean(string.Join(", ", place.Keys)) + (place.Why is { } why ? $"; {Clean(why.Text)}" : ""),
        ];

    private static string[] OfRole(Explained explained, RoleDecision role, PolicyPlaces places)
    {
        if (ByItself(explained, role, places) is { } rule) return [Name(role.Role), Clean(rule), "decides by itself"];
        var decisive = role switch
        {
            { Number: > 0 } => places.Rule(role.Number - 1, role.Name),
            { Why: null } => "no rules are configured",
            _ => "no rule",
        };
        if (role.Why is { } why) return [Name(role.Role), Clean(decisive), $"only in Teleport: {Clean(why.Text)}"];
        var (approvals, needed) = role.Tally.CountOf(RequestState.Approved);
        var (denials, deny) = role.Tally.CountOf(RequestState.Denied);
        var missing = needed == 1 && deny == 1
            ? "1 approval or denial decides"
            : $"{approvals} of {needed} approvals, {denials} of {deny} denials";
        return [Name(role.Role), Clean(decisive), $"{missing}; {ApproversOf(explained, role)}"];
    }

    /// <summary>Null unless rules decide the whole request at once, and leave nothing to people.</summary>
    private static string? ByItself(Explained explained, RoleDecision role, PolicyPlaces places)
    {
        var (what, policy) = (explained.What, explained.What.Scene.Policy);
        return what.Automatic is { Verdict: AutomaticVerdict.ByRule } judged
            && judged.Roles.FirstOrDefault(one => one.Role == role.Role)?.By is { } rule
                ? places.Rule(policy.Settings.Rules.IndexOf(rule), policy.NameOf(rule))
                : null;
    }

    private static string ApproversOf(Explained explained, RoleDecision role)
    {
        if (role.Tally.Rule?.Approvers is { } approvers)
            return string.Join(", ", approvers.Select(one => Clean($"{one}")));
        var places = explained.What.Told
            .Where(place => explained.What.Scene.Policy.Places.HasApprovers(
                explained.What.Scene.Request,
                role.Role,
                place.Delivery
            ))
            .Select(place => Address(place.Delivery.Names[0]))
            .ToList();
        return places.Count == 0 ? "no place that could decide it" : $"the people of {string.Join(", ", places)}";
    }

    private static void People(StringBuilder text, Explanation what)
    {
        List<string[]> able = [.. what.People.Where(one => one.MayDecide).Select(one => OfPerson(what, one))];
        Section(text, "May decide", able, "no one who is known by name");
        List<string[]> refused = [.. what.People.Where(one => !one.MayDecide).Select(one => OfPerson(what, one))];
        if (refused.Count > 0) Section(text, "May not", refused, "");
    }

    private static string[] OfPerson(Explanation what, PersonAnswer one)
    {
        var name = Name(Explainer.NameOf(one.User));
        var place = one.Message is { } message ? Address(message.Names[0]) : "";
        if (one.Refusal is { } refusal) return [name, place, $"{refusal.Code}: {Clean(refusal.Sentence)}"];
        var isAll = one.Roles.Length == what.Roles.Length;
        return [name, place, isAll ? "every role" : string.Join(", ", one.Roles.Select(Name))];
    }

    private static string[] OfClick(ClickAnswer answer)
    {
        var button = answer.Proposed == RequestState.Approved ? "Approve" : "Deny";
        var sees = answer.Sees ? "" : "the person does not see this message; ";
        var dialog = answer.Lack is null ? "" : "a dialog opens first; then ";
        var outcome = answer.Outcome switch
        {
            ClickOutcome.Refused { Refusal.Code: var code } when code == Refusals.NoEntitlement.Code =>
                $"{code}: it depends on the members of a group or channel, which are not known",
            ClickOutcome.Refused { Refusal: var refusal } => $"{refusal.Code}: {Clean(refusal.Sentence)}",
            var counted => $"{counted.Code}: {Clean(counted.Sentence)}",
        };
        return [Address(answer.Message.Names[0]), button, sees + dialog + outcome];
    }

    /// <summary>Rows in columns; the last column is not padded.</summary>
    private static void Section(StringBuilder text, string title, List<string[]> rows, string none)
    {
        text.Append($"\n{title}\n");
        if (rows.Count == 0) text.Append($"  {none}\n");
        var shown = rows.Take(MaxRows).ToList();
        foreach (var row in shown)
        {
            var line = new StringBuilder("  ");
            for (var i = 0; i < row.Length; i++)
                line.Append(i + 1 < row.Length ? row[i].PadRight(shown.Max(other => other[i].Length) + 2) : row[i]);
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        if (rows.Count > MaxRows) text.Append($"  and {rows.Count - MaxRows} more\n");
    }

    /// <summary>A recipient as people call it.</summary>
    private static string Address(string recipient) =>
        RecipientAddress.Kind(recipient) == RecipientKind.Channel ? "#" + Name(recipient) : Name(recipient);

    private static string Name(string name) => SlackText.Name(name, MaxName, SlackText.Plain);

    private static string Clean(string text) => SlackText.Plain(text, MaxText);
}
