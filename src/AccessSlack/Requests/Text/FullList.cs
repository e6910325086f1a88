using System.Collections.Immutable;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests.Text;

/// <summary>
/// Names in full, as a dialog lists everything that a request asks for before a decision counts. A request for more
/// than that is not decided in Slack at all, which is why the limits are here and not with the messages.
/// </summary>
internal static class FullList
{
    /// <summary>No name is cut before it is measured.</summary>
    private const int Unlimited = 1_000_000;

    /// <summary>More than Teleport's own names need. A longer one cannot be compared by eye.</summary>
    private const int MaxName = 500;

    /// <summary>
    /// Far below Slack's limits for a view, because the view comes back with its submission: of that, we read 256 KiB,
    /// and a character in it takes up to nine bytes.
    /// </summary>
    public const int MaxText = 20_000;

    /// <summary>So few characters fit however they are escaped; most requests are no longer.</summary>
    private const int CertainToFit = 80;

    /// <summary>In mrkdwn.</summary>
    public static string Name(string name) => SlackText.Name(name, Unlimited, SlackText.Inline);

    /// <summary>In mrkdwn, its kind first.</summary>
    public static string Resource(string resource) =>
        resource.Split(' ', 2) is [var kind, var name] ? $"{Name(kind)} {Name(name)}" : Name(resource);

    /// <summary>An item of the list.</summary>
    public static string Line(string shown) => $"• {shown}";

    /// <summary>A line below an item, for a part of it.</summary>
    public static string Part(string shown) => $"    – only {shown}";

    /// <summary>What narrows the access to a resource, in mrkdwn; empty if nothing does.</summary>
    /// <param name="constraint">Null: the whole resource is requested.</param>
    public static IEnumerable<string> Parts(ResourceConstraint? constraint) => constraint switch
    {
        null => [],
        { Kind: ConstraintKind.Logins, Values: [_, ..] logins } => logins.Select(login => $"as {Name(login)}"),
        { Kind: ConstraintKind.AwsRoles, Values: [_, ..] arns } => arns.Select(arn => $"aws role {Name(arn)}"),
        _ => ["a part, in a way that I don't know"],
    };

    /// <summary>
    /// Whether a dialog can name the requester, every role and every resource, with the parts of it that are requested.
    /// </summary>
    public static bool Fits(AccessRequest request)
    {
        var left = MaxText;
        if (IsShort(request)) return true;
        return Measure([request.User], user => Line(Name(user)))
            && Measure(request.Roles, role => Line(Name(role)))
            && Measure(request.Resources, resource => Line(Resource(resource)))
            && Measure(request.Constraints.Values.SelectMany(Parts), Part);

        bool Measure(IEnumerable<string> items, Func<string, string> show) => items.All(item =>
        {
            var length = show(item).Length + 1;
            return length <= MaxName && (left -= length) >= 0;
        });
    }

    /// <summary>What the list of all this takes, in characters.</summary>
    public static int LengthOf(AccessRequest request) =>
        request.Roles.Prepend(request.User).Sum(name => Line(Name(name)).Length + 1)
        + request.Resources.Sum(resource => Line(Resource(resource)).Length + 1)
        + request.Constraints.Values.SelectMany(Parts).Sum(part => Part(part).Length + 1);

    private static bool IsShort(AccessRequest request) =>
        request.Constraints.IsEmpty
        && request.User.Length + Length(request.Roles) + Length(request.Resources) <= CertainToFit;

    private static int Length(ImmutableArray<string> items) => items.Sum(item => item.Length + 1);
}
