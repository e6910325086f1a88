namespace AccessSlack.Requests.Slack;

/// <summary>What the user asked for with the slash command.</summary>
internal abstract record SlashCommandIntent
{
    private SlashCommandIntent() { }

    /// <summary>The user's own requests, and those that the user can decide.</summary>
    internal sealed record List : SlashCommandIntent;

    /// <summary>One request.</summary>
    internal sealed record Show(string RequestId) : SlashCommandIntent;

    /// <summary>Who may decide one request, and what is missing.</summary>
    internal sealed record Who(string RequestId) : SlashCommandIntent;

    /// <param name="Why">What was not understood, as a sentence in mrkdwn; empty if the user asked for help.</param>
    internal sealed record Help(string Why) : SlashCommandIntent;
}
