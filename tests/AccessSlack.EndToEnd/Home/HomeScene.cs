using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Home;

/// <summary>Worlds whose app has a Home tab, and people who open it.</summary>
internal static class HomeScene
{
    public const string Publish = "views.publish";
    public const string ToDecide = "Waiting for your decision";
    public const string NothingToDecide = "No access request is waiting for you.";
    public const string NothingOwn = "You have no pending access requests.";
    public const string NothingAtAll =
        "Access requests aren't available to your Slack account, so there is nothing to show.";

    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    public static WorldOptions Options => new() { Slack = "home = true" };

    /// <summary>Everything as usual, and one rule for every role.</summary>
    public static WorldOptions Ruled(string lines) => WorldOptions.Ruled(lines) with { Slack = "home = true" };

    /// <summary>What the person sees after opening the tab.</summary>
    public static async Task<string> OpenHomeAsync(
        this World world,
        SlackPerson person,
        SlackForgery? forgery = null,
        Replica? at = null
    )
    {
        var ack = await world.Slack.OpenHomeAsync(person, (at ?? world.Daemon).Endpoint, forgery: forgery);
        Assert.Equal((200, ""), (ack.Status, ack.Body));
        await world.IdleAsync();
        return world.Home(person);
    }

    /// <summary>What the person sees; empty if nothing was published.</summary>
    public static string Home(this World world, SlackPerson person) => world.Slack.HomeOf(person)?.Text ?? "";

    public static int Published(this World world) => world.Slack.CountOf(Publish);

    /// <summary>The address of a message, as Slack tells it.</summary>
    public static string LinkTo(SlackMessage message) =>
        $"https://sandbox.slack.com/archives/{message.Channel}/p" +
        message.Ts.Replace(".", "", StringComparison.Ordinal);
}
