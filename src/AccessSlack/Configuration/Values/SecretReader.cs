using System.Diagnostics;
using System.Text;

namespace AccessSlack.Configuration.Values;

/// <summary>
/// Reads a secret that is given as a literal, a path, <c>env:NAME</c> or <c>credential:NAME</c>.
/// </summary>
internal sealed class SecretReader(IConfigSource source, ConfigFile file)
{
    private const int MaxSize = 64 * 1024;
    private const string Variable = "env:";
    private const string OddCharacter =
        "The secret contains a blank, a line break or another character that Slack's secrets never contain.";
    private const string Credential = "credential:";

    /// <summary>The files that were read, or could not be read.</summary>
    public List<string> Files { get; } = [];

    /// <summary>A secret is written in the configuration itself.</summary>
    public bool HasLiterals { get; private set; }

    /// <summary>The secret; null, and reported, if it cannot be read.</summary>
    public Item<string>? Read(Item<string> item)
    {
        if (Resolve(item)?.Trim() is not { } secret) return null;
        if (secret.Length == 0) Fail(item, "The secret is empty.", "Enter the value.");
        else if (secret.Any(c => c is <= ' ' or > '~')) Fail(item, OddCharacter, "Copy it again, on one line.");
        else return item with { Value = secret };
        return null;
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

    // Names of variables and credentials are not repeated, because the secret itself may be there by mistake.
    private string? ReadVariable(Item<string> item, string name) => source.GetVariable(name) is { Length: > 0 } value
            ? value
            : Fail(
                item,
                "This environment variable is not set.",
                "Set it for the service, or write the path of a file instead."
            );

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
            FileContent.Unreadable { Fault: var fault, Remedy: var remedy } => Fail(item, $"{what} {fault}.", remedy),
            _ => throw new UnreachableException(),
        };
    }

    private string? Fail(Item<string> item, string message, string remedy)
    {
        file.Report(item, message, remedy);
        return null;
    }
}
