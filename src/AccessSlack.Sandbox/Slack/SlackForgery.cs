namespace AccessSlack.Sandbox.Slack;

/// <summary>How an interaction differs from what Slack would send; what is not set is genuine.</summary>
internal sealed record SlackForgery
{
    public static readonly SlackForgery None = new();

    /// <summary>Signed with another secret.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>Timestamp relative to now; negative is stale.</summary>
    public TimeSpan TimestampOffset { get; init; }

    public string? AppId { get; init; }
    public string? TeamId { get; init; }

    /// <summary>The button's value replaced.</summary>
    public string? Value { get; init; }

    public string? ActionId { get; init; }

    /// <summary>Any other change of the payload, before it is signed.</summary>
    public Action<System.Text.Json.Nodes.JsonObject>? Edit { get; init; }

    /// <summary>A body that is signed and sent instead of <c>payload=…</c>.</summary>
    public string? RawBody { get; init; }

    /// <summary>Called when everything is ready to be sent.</summary>
    public Action? BeforeSending { get; init; }

    /// <summary>Changes the signed request before it is sent: removes, duplicates or replaces headers.</summary>
    public Action<HttpRequestMessage>? EditRequest { get; init; }

    /// <summary>It changes what only a request over HTTP has.</summary>
    public bool IsOfHttp =>
        SigningSecret is not null || TimestampOffset != default || RawBody is not null || EditRequest is not null;
}
