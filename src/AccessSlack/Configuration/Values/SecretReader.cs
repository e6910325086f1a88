using System.Diagnostics;
using System.Text;

namespace AccessSlack.Configuration.Values;

/// <summary>
/// Reads a secret that is given as a literal, a path, <c>env:NAME</c> or <c>credential:NAME</c>.
/// </summary>
internal sealed class SecretReader(IConfigSource source, ConfigFile file)
{
    private const int MaxSize = 64 * 1024;
    private const int MaxName = 64;
    private const string Variable = "env:";
    private const string Credential = "credential:";
    private const string OddCharacter =
        "The secret contains a blank, a line break or another character that Slack's secrets never contain.";

    private const string NotAPath = "This looks like the path of a file, but a path must begin with /.";
    private const string FullPath = "Write the full path; ~ and relative paths are not understood here.";

    /// <summary>The files that were read, or could not be read.</summary>
    public List<string> Files { get; } = [];

    /// <summary>A secret is written in the configuration itself.</summary>
    public bool HasLiterals { get; private set; }

    /// <summary>The secret; null, and reported, if it cannot be read, or is not one of its kind.</summary>
    /// <param name="item">As written.</param>
    /// <param name="faultOf">What is wrong with a secret of this kind; null if nothing is.</param>
    public Item<string>? Read(Item<string> item, Func<string, (string Message, string Remedy)?> faultOf)
    {
        if (Resolve(item)?.Trim() is not { } secret) return null;
        var isFile = item.Value.StartsWith('/') || item.Value.StartsWith(Credential, StringComparison.Ordinal);
        if ((CommonFault(secret, isFile) ?? faultOf(secret)) is not { } fault) return item with { Value = secret };
        _ = isFile ? FailFile(item, fault.Message, fault.Remedy) : Fail(item, fault.Message, fault.Remedy);
        return null;
    }

    /// <summary>Whether the text says where the value is, and is not the value itself.</summary>
    public static bool IsElsewhere(string text) =>
        text.StartsWith('/')
        || text.StartsWith(Variable, StringComparison.Ordinal)
        || text.StartsWith(Credential, StringComparison.Ordinal);

    private static (string Message, string Remedy)? CommonFault(string secret, bool isFile)
    {
        if (secret.Length == 0)
            return ("The secret is empty.", isFile ? "Write it into the file." : "Enter the value.");
        if (secret.Any(c => c is <= ' ' or > '~')) return (OddCharacter, "Copy it again, on one line.");
        return !isFile && (secret.Contains('/') || secret[0] is '~' or '.') ? (NotAPath, FullPath) : null;
    }

    private string? Resolve(Item<string> item) => item.Value switch
    {
        ['/', ..] => ReadFile(item, $"The file {item.Value}", item.Value),
        _ when item.Value.StartsWith(Variable, StringComparison.Ordinal) => ReadVariable(
            item,
            item.Value[Variable.Length..]
        ),
        _ when item.Value.StartsWith(Credential, StringComparison.Ordinal) => ReadCredential(
            item,
            item.Value[Credential.Length..]
        ),
        _ => ReadLiteral(item.Value),
    };

    private string ReadLiteral(string secret)
    {
        HasLiterals = true;
        return secret;
    }

    private string? ReadVariable(Item<string> item, string name)
    {
        if (source.GetVariable(name) is { Length: > 0 } value) return value;
        return name.Length == 0
            ? Fail(item, "env: must be followed by the name of a variable.", "Write env:NAME.")
            : Fail(
                item,
                $"The environment variable{Shown(name)} is {(source.GetVariable(name) is null ? "not set" : "empty")}.",
                "Set it for the service (Environment= or EnvironmentFile= in the unit), or write the path of a file " +
                "instead."
            );
    }

    /// <summary>Only what looks like a name is repeated, because the secret itself may be there by mistake.</summary>
    private static string Shown(string name) =>
        name.Length <= MaxName && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !KeyName.MayBeSecret(name)
            ? " " + name
            : "";

    private string? ReadCredential(Item<string> item, string name)
    {
        if (name is "" or "." or ".." || name.Contains('/'))
        {
            return Fail(
                item,
                "credential: must be followed by a single name.",
                "Write the name that the unit uses in LoadCredential=NAME:PATH."
            );
        }

        return source.GetVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } directory
            ? ReadFile(item, "The credential", Path.Combine(directory, name))
            : Fail(
                item,
                "systemd has passed no credentials: CREDENTIALS_DIRECTORY is not set.",
                "Add LoadCredential=NAME:PATH to the unit, and start the daemon through systemd.");
    }

    private string? ReadFile(Item<string> item, string what, string path)
    {
        Files.Add(path);
        return FileContent.Read(source, path, MaxSize) switch
        {
            FileContent.Found { Bytes: var bytes } => Encoding.UTF8.GetString(bytes),
            FileContent.Unreadable unreadable => FailFile(item, $"{what} {unreadable.Fault}.", unreadable.Remedy),
            _ => throw new UnreachableException(),
        };
    }

    private string? FailFile(Item<string> item, string message, string remedy)
    {
        file.ReportCredential(item, message, remedy);
        return null;
    }

    private string? Fail(Item<string> item, string message, string remedy)
    {
        file.Report(item, message, remedy);
        return null;
    }
}
