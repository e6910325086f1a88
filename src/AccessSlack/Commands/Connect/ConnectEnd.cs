using System.Collections.Immutable;

namespace AccessSlack.Commands.Connect;

/// <summary>How an installation ended, in words for the terminal and for the page in the browser.</summary>
/// <param name="ExitCode">Of the command.</param>
/// <param name="Title">What happened, a few words.</param>
/// <param name="Text">What it means and what to do, in sentences; no secret is in it.</param>
internal sealed record ConnectEnd(int ExitCode, string Title, string Text)
{
    public const string NothingWritten = "Nothing was written.";

    /// <summary>What else the terminal says; not for the page.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>For what was decided in Slack, or not in time.</summary>
    public static ConnectEnd Ended(string title, string text) =>
        new(AccessSlack.ExitCode.Faults, title, $"{text} {NothingWritten}");

    /// <summary>For what Slack or the app does not permit.</summary>
    public static ConnectEnd Refused(string title, string text) =>
        new(AccessSlack.ExitCode.NotPermitted, title, $"{text} {NothingWritten}");
}
