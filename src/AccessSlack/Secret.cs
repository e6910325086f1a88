namespace AccessSlack;

/// <summary>
/// A value that must never be printed: converting it to text gives <c>***</c>, except by <see cref="Reveal"/>.
/// </summary>
internal sealed class Secret(string value)
{
    /// <summary>The value itself. Call it only where the value is passed to the protocol that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
