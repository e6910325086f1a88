using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Sandbox.Demo;

/// <summary>A person whom the user can act as, with one line about them.</summary>
internal sealed record DemoPerson(SlackPerson Person, string About)
{
    /// <summary>Whether there is a Teleport user of the same name.</summary>
    public bool MayAsk { get; init; }
}

/// <summary>Both simulators with some people in them, and the files that a daemon needs to connect to them.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("teleport-slack-demo-").FullName; // mode 0700
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow();

    private DemoWorld(TeleportSimulator teleport, SlackSimulator slack, TimeSpan? troubleFor)
    {
        (Teleport, Slack) = (teleport, slack);
        (Weather, Upkeep) = (new(slack, troubleFor), new(teleport, _folder));
        Explanation = new(ConfigPath);
        Upkeep.AddPlugin();
        People = Invite(slack);
        slack.AddGroup(
            "sre",
            People.Where(member => member.Person.Name is "bob" or "carol").Select(member => member.Person)
        );
        WriteConfiguration();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(ConfigPath, UnixFileMode.UserRead | UnixFileMode.UserWrite); // it holds secrets
    }

    public TeleportSimulator Teleport { get; }

    public SlackSimulator Slack { get; }

    public SlackWeather Weather { get; }

    public TeleportUpkeep Upkeep { get; }

    public DemoExplanation Explanation { get; }

    public IReadOnlyList<DemoPerson> People { get; }

    public string ConfigPath => Path.Combine(_folder, "teleport-slack.toml");

    /// <param name="slackTime">Slack's clock; the real one unless given.</param>
    /// <param name="troubleFor">Maximum duration of Slack's problems; see <see cref="SlackWeather"/>.</param>
    public static async Task<DemoWorld> StartAsync(TimeProvider? slackTime = null, TimeSpan? troubleFor = null)
    {
        var teleport = await TeleportSimulator.StartAsync(new() { ProxyPublicAddress = "teleport.example.com:443" });
        var slack = await SlackSimulator.StartAsync(
            new() { Time = slackTime ?? TimeProvider.System, AppToken = SlackSimulatorOptions.SampleAppToken }
        );
        await slack.Sockets.SwitchAsync(false);
        return new(teleport, slack, troubleFor);
    }

    /// <summary>
    /// Turns Socket Mode on or off, in the app's settings and in the configuration, which the daemon reads at its next
    /// start. The signing secret stays, so that earlier votes keep their seal.
    /// </summary>
    public async Task UseSocketAsync(bool isOn)
    {
        await Slack.Sockets.SwitchAsync(isOn);
        WriteConfiguration();
    }

    public async ValueTask DisposeAsync()
    {
        Weather.Dispose();
        Upkeep.Dispose();
        Explanation.Dispose();
        await Slack.DisposeAsync();
        await Teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Everyone is in the channel that gets the requests; it is shared with another company.</summary>
    private static IReadOnlyList<DemoPerson> Invite(SlackSimulator slack)
    {
        DemoPerson[] people =
        [
            new(slack.AddPerson("alice", "alice@example.com"), "asks") { MayAsk = true },
            new(slack.AddPerson("bob", "bob@example.com"), "is in @sre") { MayAsk = true },
            new(slack.AddPerson("carol", "carol@example.com"), "is in @sre") { MayAsk = true },
            new(slack.AddPerson("dave", "dave@example.com"), "not in @sre") { MayAsk = true },
            new(slack.Put(slack.AddPerson("gus", "gus@contractor.example") with { IsRestricted = true }), "a guest"),
            new(slack.AddBot("deploybot"), "a bot"),
        ];
        var channel = slack.AddChannel("access-requests", people.Select(member => member.Person));
        slack.AddChannel(DemoResources.OnCall, people.Select(member => member.Person).Where(one => one.Name is "bob"));
        return [.. people, new(slack.AddStranger("erin", channel), "from a partner")];
    }

    private void WriteConfiguration() =>
        File.WriteAllText(
            ConfigPath,
            DemoConfiguration.Toml(DaemonSetup.Toml(Teleport, Slack, _folder), People, _began)
        );
}
