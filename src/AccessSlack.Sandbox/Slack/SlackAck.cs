namespace AccessSlack.Sandbox.Slack;

/// <summary>The app's answer to an interaction.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As text.</param>
/// <param name="Took">Real time until the answer arrived.</param>
internal sealed record SlackAck(int Status, string Body, TimeSpan Took)
{
    /// <summary>No acknowledgement in time: Slack tells the person that the app does not respond.</summary>
    public static SlackAck None(TimeSpan took) => new(0, "", took);

    /// <summary>Without parameters; empty when there is none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>
    /// Whether Slack would have shown the user an error. Recorded but not a failure, because a slow machine is no
    /// defect.
    /// </summary>
    public bool IsLate => Took > TimeSpan.FromSeconds(3);
}
