namespace AccessSlack;

/// <summary>
/// A value that must never be printed: every way to turn it into text gives <c>***</c> except <see cref="Reveal"/>.
/// </summary>
internal sealed class Secret(string value)
{
    /// <summary>The value itself. Call it only where it is handed to the protocol that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
