namespace AccessSlack.Requests;

/// <summary>What a signed, well-formed payload turned out to be.</summary>
internal abstract record Interaction
{
    private Interaction() { }

    /// <summary>Approve or Deny was pressed.</summary>
    internal sealed record Pressed(Click Click) : Interaction;

    /// <summary>A press that can mean nothing to us; the person is told why.</summary>
    internal sealed record Unusable(Refusal Refusal, string UserId, string Channel, Secret ResponseUrl) : Interaction;

    /// <summary>Acknowledged, and nothing else: a link that opened the browser, or a kind of payload we have no use for.</summary>
    internal sealed record Ignored(string Code) : Interaction;
}
