namespace AccessSlack.Commands;

/// <summary>Standard output or standard error, which may be closed or full.</summary>
internal static class StandardStream
{
    /// <summary>
    /// Opens a stream at once: if its file descriptor is closed, the next file or socket gets that number.
    /// </summary>
    public static TextWriter Open(Func<TextWriter> open)
    {
        try
        {
            return open();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Closed(fault.Message);
        }
    }

    /// <returns>Why it could not be written; null if it was.</returns>
    public static async Task<string?> WriteAsync(TextWriter stream, string text)
    {
        if (text.Length == 0) return null;
        try
        {
            await stream.WriteAsync(text);
            await stream.FlushAsync();
            return null;
        }
        // .NET reports a closed descriptor as access denied, with the true reason inside.
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (fault.InnerException ?? fault).Message.TrimEnd('.');
        }
    }

    private sealed class Closed(string reason) : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException(reason);
    }
}
