using System.Text.RegularExpressions;
using AccessSlack.Testing;

namespace AccessSlack.Tests;

/// <summary>
/// Who may use whom (ARCHITECTURE.md). A room is the namespace below AccessSlack; Program and Commands may use
/// everything.
/// </summary>
public sealed partial class ArchitectureTests
{
    private const string Systemd = "Microsoft.Extensions.Hosting.Systemd";

    private static readonly string[] AllRooms =
    [
        "Requests", "Approvals", "Messages", "Planning", "Simulation", "MonitoringRules", "Configuration", "Logging",
        "Slack", "Teleport", "Diagnostics", "Tracking", "Decisions", "Reconciliation", "Interactions", "Http",
        "SocketMode",
    ];

    /// <summary>No input or output: only the base library, and for messages Slack's blocks.</summary>
    private static readonly string[] PureRooms =
        ["Requests", "Approvals", "Messages", "Planning", "Simulation", "MonitoringRules"];

    /// <summary>
    /// The rooms that each room may use, beside the seams of Slack, Teleport and Configuration; a room may only use
    /// rooms above it in this list. Commands and Program may use everything.
    /// </summary>
    private static readonly (string Room, string[] Uses, string[] Libraries)[] Rooms =
    [
        ("Requests", [], []),
        ("Approvals", ["Requests"], []),
        ("Messages", ["Requests", "Approvals"], []),
        ("Planning", ["Requests", "Approvals", "Messages"], []),
        ("MonitoringRules", ["Requests"], []),
        ("Simulation", ["Requests", "Approvals", "Messages"], []),
        ("Configuration", ["Requests", "Approvals"], ["Tomlyn"]),
        ("Logging", ["Configuration"], ["Serilog", "Serilog.Extensions.Logging", "Serilog.Sinks.Console"]),
        ("Slack", ["Requests", "Messages"], ["SlackApi"]),
        ("Teleport", ["Requests"], ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Net.Client", "Grpc.Net.Common"]),
        ("Diagnostics", ["Requests"], []),
        ("Tracking", [.. PureRooms, "Diagnostics"], []),
        ("Decisions", [.. PureRooms, "Logging", "Diagnostics", "Tracking"], []),
        ("Reconciliation", [.. PureRooms, "Diagnostics", "Tracking", "Decisions"], []),
        (
            "Interactions",
            [.. PureRooms, "Logging", "Diagnostics", "Tracking", "Decisions", "Reconciliation"],
            ["SlackApi"]
        ),
        ("Http", ["Requests", "Approvals", "Messages", "Logging", "Diagnostics", "Interactions"], ["SlackApi"]),
        ("SocketMode", ["Requests", "Approvals", "Messages", "Logging", "Diagnostics", "Interactions"], ["SlackApi"]),
        ("Hosting", AllRooms, [Systemd]),
    ];

    private static readonly string[] WithoutSeams = [.. PureRooms, "Configuration", "Slack", "Teleport"];

    private static readonly string[] SeamFiles =
    [
        "Teleport/ITeleport.cs",
        "Teleport/PluginRole.cs",
        "Teleport/ResourceAnswer.cs",
        "Teleport/TeleportException.cs",
        "Slack/ISlackDirectory.cs",
        "Slack/ISlackHome.cs",
        "Slack/ISlackMessages.cs",
        "Slack/ISlackModals.cs",
        "Slack/ISlackSockets.cs",
        "Slack/SlackResult.cs",
        "Interactions/IInteractionHandler.cs",
        "Configuration/Settings.cs",
    ];

    /// <summary>Named like the framework, and no part of it.</summary>
    private static readonly string[] Packages = ["System.CommandLine", Systemd];

    private static readonly Lazy<HashSet<string>> Seams = new(() =>
        [.. SeamFiles.Select(file => Path.Combine(SourceFolder(), file)).Where(File.Exists).SelectMany(DeclaredTypes)]);

    [Fact]
    public void Rooms_Arrows_FormNoCircle()
    {
        for (var i = 0; i < Rooms.Length; i++)
            Assert.Subset(Rooms.Take(i).Select(room => room.Room).ToHashSet(), Rooms[i].Uses.ToHashSet());
    }

    [Fact]
    public void Rooms_OfTheDaemon_AreAllListed()
    {
        var folders = Directory.GetDirectories(SourceFolder()).Select(folder => Path.GetFileName(folder)!);

        Assert.Equal(
            Rooms.Select(room => room.Room).Append("Commands").Order(StringComparer.Ordinal),
            folders.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Daemon_Rooms_UseOnlyWhatTheyMay()
    {
        var uses = TypeScanner.Uses(typeof(Secret).Assembly);

        Assert.Contains(uses, use => RoomOf(use.From) == "Messages" && use.To.Namespace == "SlackApi.Blocks");
        var wrong = uses.Where(IsWrong).Select(use => use.ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>
    /// The generator writes the files of one type in an order of chance, and a release would be other bytes each time.
    /// </summary>
    [Fact]
    public void LogMessages_OfOneType_StandInOneFile()
    {
        var types = Directory.EnumerateFiles(SourceFolder(), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("[LoggerMessage(", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .ToList();

        Assert.NotEmpty(types);
        Assert.Distinct(types);
    }

    [Fact]
    public void SlackApi_References_AreOnlyTheFramework()
    {
        var references = typeof(SlackApi.SlackException)
            .Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .ToList();

        Assert.Contains("System.Runtime", references);
        Assert.All(references, reference => Assert.True(IsFramework(reference), reference));
    }

    [Theory]
    [InlineData("AccessSlack.Teleport.WrongArrow → AccessSlack.Slack.ISlackModals")]
    [InlineData("AccessSlack.Requests.WrongArrow → Microsoft.Extensions.Logging.ILogger")]
    [InlineData("AccessSlack.Requests.WrongArrow → SlackApi.Blocks.Block")]
    [InlineData("AccessSlack.Messages.WrongArrow → SlackApi.WebApi.Message")]
    [InlineData("AccessSlack.Messages.WrongArrow → AccessSlack.Planning.Planner")]
    [InlineData("AccessSlack.Tracking.WrongArrow → AccessSlack.Configuration.WrongArrow")]
    [InlineData("AccessSlack.Tracking.WrongArrow → Microsoft.Extensions.Hosting.Systemd.SystemdHelpers")]
    [InlineData("AccessSlack.Decisions.WrongArrow → AccessSlack.Reconciliation.Reconciler")]
    [InlineData("AccessSlack.Configuration.WrongArrow → AccessSlack.Logging.JsonLineFormatter")]
    [InlineData("AccessSlack.Configuration.WrongArrow → Serilog.Log")]
    [InlineData("AccessSlack.Configuration.WrongArrow → Microsoft.Extensions.Hosting.Systemd.SystemdHelpers")]
    public void Rules_WrongArrow_IsFoundAndNamed(string arrow) =>
        Assert.Contains(
            arrow,
            TypeScanner.Uses(typeof(ArchitectureTests).Assembly).Where(IsWrong).Select(use => use.ToString())
        );

    [Theory]
    [InlineData("AccessSlack.Hosting.RightArrow → Microsoft.Extensions.Hosting.Systemd.SystemdHelpers")]
    [InlineData("AccessSlack.Hosting.RightArrow → AccessSlack.Configuration.WrongArrow")]
    [InlineData("AccessSlack.Tracking.WrongArrow → AccessSlack.Slack.ISlackModals")]
    [InlineData("AccessSlack.Tracking.WrongArrow → AccessSlack.Teleport.TeleportException")]
    [InlineData("AccessSlack.Messages.WrongArrow → SlackApi.Blocks.Block")]
    [InlineData("AccessSlack.Requests.WrongArrow → AccessSlack.Secret")]
    [InlineData("AccessSlack.Teleport.WrongArrow → AccessSlack.Requests.Slack.SlackUser")]
    public void Rules_RightArrow_IsAllowed(string arrow)
    {
        var use = Assert.Single(TypeScanner.Uses(typeof(ArchitectureTests).Assembly), use => use.ToString() == arrow);

        Assert.False(IsWrong(use));
    }

    private static bool IsWrong(Use use)
    {
        var room = Array.Find(Rooms, known => known.Room == RoomOf(use.From));
        if (room.Room is null || IsGenerated(use)) return false;
        if (IsOurs(use.To)) return !MayUse(room.Room, room.Uses, use.To);
        var library = use.To.Assembly.GetName().Name!;
        if (PureRooms.Contains(room.Room))
            return !IsBaseLibrary(library) && !(room.Room == "Messages" && use.To.Namespace == "SlackApi.Blocks");
        return !IsFramework(library) && !room.Libraries.Contains(library);
    }

    private static bool MayUse(string room, string[] uses, Type ours) =>
        ours == typeof(Secret)
        // Exit codes and the version are common to all but the domain; Program belongs to none.
        || !PureRooms.Contains(room) && ours.Namespace == "AccessSlack"
        || RoomOf(ours) is var other && (other == room || uses.Contains(other))
        || !WithoutSeams.Contains(room) && Seams.Value.Contains(ours.FullName!.Split('`')[0]);

    private static bool IsOurs(Type type) =>
        type.Namespace is null or "AccessSlack" || type.Namespace.StartsWith("AccessSlack.", StringComparison.Ordinal);

    private static string RoomOf(Type type) => type.Namespace?.Split('.') is ["AccessSlack", var room, ..] ? room : "";

    // Anonymous types, tables of constants; and what source generators put beside our namespaces.
    private static bool IsGenerated(Use use) =>
        use.To.Name[0] == '<' || use.To.Assembly == use.From.Assembly && !IsOurs(use.To);

    private static bool IsFramework(string library) => IsBaseLibrary(library) || IsNamed(library, "Microsoft.");

    private static bool IsBaseLibrary(string library) => IsNamed(library, "System.");

    private static bool IsNamed(string library, string prefix) =>
        library.StartsWith(prefix, StringComparison.Ordinal) && !Packages.Contains(library);

    private static IEnumerable<string> DeclaredTypes(string file)
    {
        var source = File.ReadAllText(file);
        var scope = Regex
            .Match(
                source,
                @"^namespace (?<scope>[\w.]+);",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(10)
            )
            .Groups["scope"]
            .Value;
        return TopLevelType().Matches(source).Select(match => $"{scope}.{match.Groups["name"].Value}");
    }

    [GeneratedRegex(
        @"^internal [a-z ]*\b(record struct|record|struct|class|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex TopLevelType();

    private static string SourceFolder() => Repository.PathOf("src", "AccessSlack");
}
