namespace AccessSlack;

/// <summary>The paths that Slack calls (docs/design/http.md, "Endpoints").</summary>
internal static class SlackPaths
{
    public const string Root = "/";
    public const string Interactions = "/slack/interactions";
    public const string Commands = "/slack/commands";
    public const string Events = "/slack/events";

    /// <summary>Where the installation by OAuth returns to; served only by <c>connect</c>.</summary>
    public const string OAuthCallback = "/slack/oauth/callback";

    /// <summary>All that Slack calls while the daemon runs.</summary>
    public static readonly string[] Signed = [Root, Interactions, Commands, Events];

    /// <summary>Which of them this is; null for any other. One slash at the end makes no difference.</summary>
    public static string? Of(string? path) => path switch
    {
        Root or Interactions or Commands or Events => path,
        Interactions + "/" => Interactions,
        Commands + "/" => Commands,
        Events + "/" => Events,
        _ => null,
    };
}
