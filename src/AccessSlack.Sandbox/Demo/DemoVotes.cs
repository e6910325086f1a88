using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Demo;

/// <summary>What a person wants to happen to a request.</summary>
/// <param name="By">A Teleport user, or who clicked.</param>
/// <param name="Choice">Approved or Denied.</param>
/// <param name="Reason">As typed, or empty.</param>
internal sealed record DemoVote(string By, string Choice, string Reason);

/// <summary>
/// The votes on a request: Teleport's reviews, and the votes that the daemon keeps in the plugin data until there are
/// enough.
/// </summary>
internal static class DemoVotes
{
    public static IEnumerable<DemoVote> Of(AccessRequestV3 request, IReadOnlyDictionary<string, string> pluginData) =>
        request
            .Spec.Reviews.Select(review => new DemoVote(review.Author, review.ProposedState.ToString(), review.Reason))
            .Concat(Noted(pluginData));

    private static IEnumerable<DemoVote> Noted(IReadOnlyDictionary<string, string> pluginData)
    {
        var document = Json.Parse(pluginData.GetValueOrDefault("v1", "{}")) as JsonObject;
        return (document?["votes"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(vote => new DemoVote(
                vote.Text("person") ?? "",
                vote.Text("choice") ?? "",
                vote.Text("reason") ?? ""
            ));
    }
}
