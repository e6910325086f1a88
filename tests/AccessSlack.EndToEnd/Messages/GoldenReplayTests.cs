using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Every golden message passes the limits of the simulated Slack, posted and as an update, with its blocks and in its plainer form.</summary>
public class GoldenReplayTests
{
    public static TheoryData<string> Goldens => [.. Directory.EnumerateFiles(Folder(), "*.json").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Goldens))]
    public async Task Golden_PostedAndUpdated_IsAccepted(string name)
    {
        await using var slack = await SlackSimulator.StartAsync();
        var channel = slack.AddChannel("access");
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder(), name)))!;
        foreach (var blocks in new[] { golden["blocks"]!, golden["plain_blocks"]! })
        {
            var posted = await CallAsync(slack, "chat.postMessage", new() { ["channel"] = channel.Id, ["text"] = (string)golden["text"]!, ["blocks"] = blocks.DeepClone() });
            await CallAsync(slack, "chat.update", new() { ["channel"] = channel.Id, ["ts"] = (string)posted["ts"]!, ["text"] = (string)golden["text"]!, ["blocks"] = blocks.DeepClone() });
        }

        Assert.Empty(slack.Complaints);
    }

    private static async Task<JsonNode> CallAsync(SlackSimulator slack, string method, JsonObject body)
    {
        body["parse"] = "none";
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", slack.Options.BotToken);
        using var answer = await http.PostAsync(new Uri(slack.ApiUrl, method), new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((bool)json["ok"]!, json.ToJsonString());
        return json;
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "AccessSlack.sln"))) root = root.Parent!;
        return Path.Combine(root.FullName, "tests", "AccessSlack.Tests", "Messages", "Golden");
    }
}
