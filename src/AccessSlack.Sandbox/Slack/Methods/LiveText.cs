using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>
/// What Slack turns into a mention or a link (docs/protocols/slack.md 7): everything in angle brackets in mrkdwn and in
/// the top-level text, and also bare words and URLs unless <c>verbatim</c> or <c>parse</c> prevents it. Dates are left
/// out: they notify no one and are not links.
/// </summary>
internal static partial class LiveText
{
    /// <param name="text">The top-level text.</param>
    /// <param name="blocks">Blocks that are known to be valid.</param>
    /// <param name="isParsed">Whether bare words in the top-level text are parsed.</param>
    public static ImmutableArray<string> In(string text, JsonArray blocks, bool isParsed) =>
        [
            .. In(text, isParsed),
            .. Texts(blocks).SelectMany(json => In(json.Text("text") ?? "", !json.Flag("verbatim"))),
        ];

    private static IEnumerable<string> In(string text, bool isParsed) =>
        Token()
            .Matches(text)
            .Concat(isParsed ? Bare().Matches(Token().Replace(text, "")) : [])
            .Select(match => match.Value);

    private static IEnumerable<JsonObject> Texts(JsonNode? node) => node switch
    {
        JsonObject json when json.Is("type", "mrkdwn") => [json],
        JsonObject json => json.SelectMany(field => Texts(field.Value)),
        JsonArray array => array.SelectMany(Texts),
        _ => [],
    };

    [GeneratedRegex("<(?!!date\\^)[^<>]+>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(
        @"@(here|channel|everyone)\b|#[a-z0-9_-]+|\b[a-z]+://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.\w+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Bare();
}
