namespace AccessSlack.Sandbox.Slack;

/// <summary>What the app answered to an interaction.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As text.</param>
/// <param name="Took">Real time until the answer was there.</param>
internal sealed record SlackAck(int Status, string Body, TimeSpan Took)
{
    /// <summary>Without parameters; empty when there is none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>
    /// Slack would have shown the person an error. Recorded, never failed: a slow machine is no defect.
    /// </summary>
    public bool IsLate => Took > TimeSpan.FromSeconds(3);
}
