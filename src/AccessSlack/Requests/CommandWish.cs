namespace AccessSlack.Requests;

/// <summary>What was asked for with the slash command.</summary>
internal abstract record CommandWish
{
    private CommandWish() { }

    /// <summary>One's own requests, and those that one may decide.</summary>
    internal sealed record List : CommandWish;

    /// <summary>One request.</summary>
    internal sealed record Show(string RequestId) : CommandWish;

    /// <param name="Why">What was not understood, as a sentence in mrkdwn; empty when help was asked for.</param>
    internal sealed record Help(string Why) : CommandWish;
}
