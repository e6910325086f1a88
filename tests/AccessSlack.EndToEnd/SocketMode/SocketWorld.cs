using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>A world in which clicks arrive over Socket Mode.</summary>
internal static class SocketWorld
{
    public static readonly WorldOptions Options = new()
    {
        SlackOptions = new() { AppToken = SlackSimulatorOptions.SampleAppToken },
        Http = "diagnostics_addr = \"127.0.0.1:0\"",
    };

    public static Task<World> StartAsync(WorldOptions? options = null) => World.StartAsync(options ?? Options);

    /// <summary>The socket that Slack opened last.</summary>
    public static SlackSocket Newest(this World world) => world.Slack.Sockets.All[^1];

    public static Task<SlackAck> PressAsync(this World world, SlackMessage message, SlackSocket? socket = null) =>
        world.Slack.ClickAsync(
            world.Bob.Id,
            message.Channel,
            message.Ts,
            World.Approve,
            socket?.Door ?? SlackSockets.Any
        );

    /// <summary>So many sockets were opened since the start, and the newest is greeted.</summary>
    public static Task OpenedAsync(this World world, int count) =>
        world.Slack.WaitUntilAsync(slack => slack.Sockets.All.Length >= count && slack.Sockets.All[^1].IsRegistered);

    /// <summary>So many TCP connections are left.</summary>
    public static Task LeftAsync(this World world, int count) =>
        world.Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == count);

    /// <summary>A press over this socket decides a request: everything works.</summary>
    public static async Task WorksAsync(this World world, SlackSocket? socket = null)
    {
        var (id, message) = await world.RequestAsync();
        Assert.Equal((200, ""), await AckAsync(world, message, socket));
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>How many warnings and errors about sockets there are.</summary>
    public static int Complaints(this World world) =>
        world.Daemon.Log.Count(line =>
            line.Split(' ')[0] is "Warning" or "Error" && line.Contains("ocket", StringComparison.Ordinal)
        );

    public static double Metric(this Replica replica, string name, params (string Name, string Value)[] labels) =>
        Exposition.Parse(replica.Metrics).Value("teleport_slack_socket_" + name, labels);

    private static async Task<(int Status, string Body)> AckAsync(
        World world,
        SlackMessage message,
        SlackSocket? socket
    )
    {
        var ack = await world.PressAsync(message, socket);
        return (ack.Status, ack.Body);
    }
}
