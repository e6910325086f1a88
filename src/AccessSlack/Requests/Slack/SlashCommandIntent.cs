namespace AccessSlack.Requests.Slack;

/// <summary>What was asked for with the slash command.</summary>
internal abstract record SlashCommandIntent
{
    private SlashCommandIntent() { }

    /// <summary>One's own requests, and those that one may decide.</summary>
    internal sealed record List : SlashCommandIntent;

    /// <summary>One request.</summary>
    internal sealed record Show(string RequestId) : SlashCommandIntent;

    /// <param name="Why">What was not understood, as a sentence in mrkdwn; empty when help was asked for.</param>
    internal sealed record Help(string Why) : SlashCommandIntent;
}
