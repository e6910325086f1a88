namespace AccessSlack.Interactions;

/// <summary>What the door answers over HTTP.</summary>
/// <param name="Status">Of design section 7.</param>
/// <param name="Json">The body; null for none.</param>
internal readonly record struct Reply(int Status, byte[]? Json = null)
{
    public static implicit operator Reply(int status) => new(status);
}
