namespace AccessSlack.Http;

/// <summary>An HTTP response.</summary>
/// <param name="Status">One of docs/design/http.md, "Statuses".</param>
/// <param name="Json">The body; null for none.</param>
internal readonly record struct Reply(int Status, byte[]? Json = null)
{
    public static implicit operator Reply(int status) => new(status);
}
