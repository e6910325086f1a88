using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// Every golden message passes the limits of the simulated Slack, posted and as an update, with its blocks and in its
/// plainer form.
/// </summary>
public class GoldenReplayTests
{
    private static readonly string Folder = Repository.PathOf("tests/AccessSlack.Tests/Messages/Golden");
    private static readonly string[] Messages = ["pending", "replies", "resolved"];

    public static TheoryData<string> Goldens => [.. Messages.SelectMany(In)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public async Task Golden_PostedAndUpdated_IsAccepted(string name)
    {
        await using var slack = await SlackSimulator.StartAsync();
        var channel = slack.AddChannel("access");
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name)))!;
        foreach (var blocks in new[] { golden["blocks"]!, golden["plain_blocks"]! })
        {
            var posted = await CallAsync(
                slack,
                "chat.postMessage",
                new()
                {
                    ["channel"] = channel.Id,
                    ["text"] = (string)golden["text"]!,
                    ["blocks"] = blocks.DeepClone(),
                }
            );
            await CallAsync(
                slack,
                "chat.update",
                new()
                {
                    ["channel"] = channel.Id,
                    ["ts"] = (string)posted["ts"]!,
                    ["text"] = (string)golden["text"]!,
                    ["blocks"] = blocks.DeepClone(),
                }
            );
        }

        Assert.Empty(slack.Complaints);
    }

    private static IEnumerable<string> In(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Folder, folder))
            .Select(path => Path.GetRelativePath(Folder, path))
            .Order();

    private static async Task<JsonNode> CallAsync(SlackSimulator slack, string method, JsonObject body)
    {
        body["parse"] = "none";
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", slack.Options.BotToken);
        using var answer = await http.PostAsync(
            new Uri(slack.ApiUrl, method),
            new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")
        );
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((bool)json["ok"]!, json.ToJsonString());
        return json;
    }
}
