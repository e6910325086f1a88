using System.Collections.Immutable;
using System.Text;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>
/// Requested resources by the names that people know, with the labels that matter and the parts that are requested. The
/// owners of the resources chose names and labels, so that two may have the same: then each is named with its id.
/// </summary>
/// <param name="facts">What is requested.</param>
internal sealed class ResourceText(RequestFacts facts)
{
    private const int MaxLabel = 40;
    private const int MaxLabels = 160;
    private const int MaxParts = 250;

    private readonly Dictionary<string, ResourceDescription> _found = facts.Details.Resources
        .DistinctBy(description => description.Id)
        .ToDictionary(description => description.Id, StringComparer.Ordinal);

    /// <summary>Which names stand for exactly one of the resources.</summary>
    private readonly Lazy<HashSet<string>> _unique = new(() => UniqueNames(facts));

    /// <summary>In mrkdwn, for a list in which a kind stands only once: <c>node db-1, db-2</c>.</summary>
    public ImmutableArray<string> Items()
    {
        var kinds = facts.Resources.Select(KindOf).ToList();
        return
        [
            .. facts.Resources.Select((resource, i) =>
                kinds[i].Length == 0 || (i > 0 && kinds[i] == kinds[i - 1])
                    ? Item(resource)
                    : $"{MessageText.Name(kinds[i])} {Item(resource)}"
            ),
        ];
    }

    /// <summary>Whether every resource is named, and every part of it, without a cut.</summary>
    public bool AreInFull() =>
        MessageText.IsListed(Items(), item => item, MessageText.MaxList)
        && facts.Resources.All(resource =>
            MessageText.IsInFull(KindOf(resource))
            && MessageText.IsInFull(IsNamed(resource) ? FriendlyName(resource) : IdOf(resource))
            && IsInFull(ConstraintOf(resource))
        );

    /// <summary>In mrkdwn, in full, one below the other: ids beside names.</summary>
    public IReadOnlyList<string> Lines()
    {
        var lines = facts.Resources.SelectMany(resource => Lines(resource, isDescribed: true)).ToList();
        // Whether a dialog can list a request does not depend on what its resources are called.
        var room = FullList.MaxText - facts.Roles.Sum(role => FullList.Line(FullList.Name(role)).Length + 1);
        return lines.Sum(line => line.Length + 1) <= room
            ? lines
            : [.. facts.Resources.SelectMany(resource => Lines(resource, isDescribed: false))];
    }

    private IEnumerable<string> Lines(string resource, bool isDescribed)
    {
        var name = isDescribed && HasName(resource) ? $" {Quoted(resource)}" : "";
        var labels = isDescribed && Labels(resource) is { Length: > 0 } some ? $" ({some})" : "";
        return FullList.Parts(ConstraintOf(resource))
            .Select(FullList.Part)
            .Prepend(FullList.Line($"{FullList.Resource(resource)}{name}{labels}"));
    }

    private string Item(string resource)
    {
        var name =
            IsNamed(resource) ? Bare(FriendlyName(resource))
            : HasName(resource) ? $"{MessageText.Name(IdOf(resource))} {Quoted(resource)}"
            : MessageText.Name(IdOf(resource));
        string[] notes = [Labels(resource), Parts(ConstraintOf(resource))];
        var more = string.Join("; ", notes.Where(note => note.Length > 0));
        return more.Length == 0 ? name : $"{name} ({more})";
    }

    private string Labels(string resource)
    {
        if (!_found.TryGetValue(resource, out var found)) return "";
        var values = facts.Details.ShownLabels
            .Select(key => found.Labels.GetValueOrDefault(key, ""))
            .Where(value => SlackText.Plain(value, MaxLabel).Length > 0);
        return MessageText.List([.. values], value => Bare(value, MaxLabel), MaxLabels);
    }

    private static string Parts(ResourceConstraint? constraint) => constraint switch
    {
        null => "",
        { Kind: ConstraintKind.Logins, Values: [_, ..] logins } => $"as {Parts(logins)}",
        { Kind: ConstraintKind.AwsRoles, Values: [var arn] } => $"aws role {Parts([arn])}",
        { Kind: ConstraintKind.AwsRoles, Values: [_, ..] arns } => $"aws roles {Parts(arns)}",
        _ => "in part",
    };

    private static string Parts(ImmutableArray<string> values) =>
        MessageText.List(values, value => Bare(value), MaxParts);

    private static bool IsInFull(ResourceConstraint? constraint) =>
        constraint is null
        || (
            MessageText.IsListed(constraint.Values, value => Bare(value), MaxParts)
            && constraint.Values.All(MessageText.IsInFull)
        );

    /// <summary>Whether the friendly name stands alone.</summary>
    private bool IsNamed(string resource) => HasName(resource) && _unique.Value.Contains(resource);

    private bool HasName(string resource) => SlackText.Plain(FriendlyName(resource), MessageText.MaxName).Length > 0;

    private string FriendlyName(string resource) => _found.TryGetValue(resource, out var found) ? found.Name : "";

    private ResourceConstraint? ConstraintOf(string resource) => facts.Constraints.GetValueOrDefault(resource);

    private string Quoted(string resource) =>
        SlackText.InQuotes(FriendlyName(resource), MessageText.MaxName, SlackText.Inline);

    /// <summary>In quotation marks if it could be taken for what we put into parentheses.</summary>
    private static string Bare(string text, int limit = MessageText.MaxName) =>
        text.AsSpan().IndexOfAny('(', ')') < 0
            ? SlackText.Name(text, limit, SlackText.Inline)
            : SlackText.InQuotes(text, limit, SlackText.Inline);

    private static string KindOf(string resource) => resource.Split(' ', 2) is [var kind, _] ? kind : "";

    private static string IdOf(string resource) => resource.Split(' ', 2)[^1];

    /// <summary>
    /// A name is unique if no other resource has it for a name or an id, however it is spelled. Letters beyond ASCII
    /// may look like others, so such a name is unique only where nothing else has a name.
    /// </summary>
    private static HashSet<string> UniqueNames(RequestFacts facts)
    {
        var texts = facts.Details.Resources
            .Where(description => description.Name.Length > 0)
            .Select(description => (description.Id, Key: KeyOf(description.Name), IsName: true))
            .ToList();
        var keys = texts
            .Concat(facts.Resources.Select(resource => (Id: resource, Key: KeyOf(IdOf(resource)), IsName: false)))
            .GroupBy(text => text.Key, text => text.Id)
            .ToDictionary(group => group.Key, group => group.Distinct().Count());
        return
        [
            .. texts
                .Where(text => keys[text.Key] == 1 && (texts.Count == 1 || Ascii.IsValid(text.Key)))
                .Select(text => text.Id),
        ];
    }

    private static string KeyOf(string name) =>
        SlackText.Plain(name, MessageText.MaxName).ToUpperInvariant();
}
