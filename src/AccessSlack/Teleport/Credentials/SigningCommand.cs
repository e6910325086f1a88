namespace AccessSlack.Teleport.Credentials;

/// <summary>
/// The command that makes new credential files where the configuration expects them (docs/protocols/teleport.md 2.6).
/// </summary>
internal static class SigningCommand
{
    /// <param name="files">The files as configured.</param>
    /// <param name="user">Whom the present certificate names; null when it could not be read.</param>
    public static string For(CredentialFiles files, string? user = null) => files.Identity is { } identity
            ? $"sign a new identity with: tctl auth sign --format=file --user={Name(user)} --out={Quoted(identity)} " +
                "(or let tbot write it)"
            : $"sign new files with: tctl auth sign --format=tls --user={Name(user)} " +
                $"--out={Quoted(Stem(files.ClientCertificate))}";

    /// <summary>tctl appends .key, .crt and .cas.</summary>
    private static string Stem(string? certificate) =>
        certificate is not null && certificate.EndsWith(".crt", StringComparison.Ordinal) ? certificate[..^4] : "auth";

    // The command will be pasted into a shell.
    private static string Name(string? user) => user is { Length: > 0 and <= 128 } && user.All(IsPlain) ? user : "NAME";

    private static string Quoted(string path) =>
        path.All(IsPlain) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '@' or '+';
}
