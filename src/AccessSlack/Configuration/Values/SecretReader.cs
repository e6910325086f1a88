using System.Text;

namespace AccessSlack.Configuration.Values;

/// <summary>
/// Turns what stands for a secret into the secret: a literal, a path, <c>env:NAME</c> or <c>credential:NAME</c>.
/// </summary>
internal sealed class SecretReader(IConfigSource source, ConfigFile file)
{
    private const int MaxSize = 64 * 1024;
    private const string Variable = "env:";
    private const string OddCharacter =
        "The secret holds a blank, a line end or another character that no secret of Slack has.";
    private const string Credential = "credential:";

    /// <summary>The files that were read, or tried.</summary>
    public List<string> Files { get; } = [];

    /// <summary>The secret; null, and reported, when it cannot be had.</summary>
    public Item<string>? Read(Item<string> item)
    {
        if (Resolve(item)?.Trim() is not { } secret) return null;
        if (secret.Length == 0) Fail(item, "The secret is empty.", "Put the value there.");
        else if (secret.Any(c => c is <= ' ' or > '~')) Fail(item, OddCharacter, "Copy it again, in one line.");
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
        _ => item.Value,
    };

    // Names of variables and credentials are not repeated: somebody may have put the secret itself there.
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
                "After credential: a single name must stand.",
                "Write the name that the unit gives in LoadCredential=NAME:PATH."
            );
        }

        return source.GetVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder
            ? ReadFile(item, "The credential", Path.Combine(folder, name))
            : Fail(
                item,
                "systemd has handed over no credentials: CREDENTIALS_DIRECTORY is not set.",
                "Add LoadCredential=NAME:PATH to the unit, and start the daemon through systemd.");
    }

    private string? ReadFile(Item<string> item, string what, string path)
    {
        Files.Add(path);
        var content = FileContent.Read(source, path, MaxSize);
        return content.Bytes is { } bytes
            ? Encoding.UTF8.GetString(bytes)
            : Fail(item, $"{what} {content.Fault}.", content.Remedy);
    }

    private string? Fail(Item<string> item, string message, string cure)
    {
        file.Report(item, message, cure);
        return null;
    }
}
