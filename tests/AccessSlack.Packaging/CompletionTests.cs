using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging;

/// <summary>What the Tab key offers is what the program takes, in each shell by the shell itself.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Bash = """
        source "$1"
        COMP_WORDS=(teleport-slack "${@:2}") COMP_CWORD=$(($# - 1))
        compopt() { :; } # bash itself allows it only while the Tab key is held
        _teleport_slack
        [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
        """;

    private const string Fish =
        "source $argv[1]; complete -C (string join ' ' -- teleport-slack $argv[2..]) | string replace -r \"\\t.*\" " +
        "\"\"; or true";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-completion-");

    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    public void Dispose() => _folder.Delete(recursive: true);

    [NeedsTheory(Needs.Zsh, Needs.Fish)]
    [MemberData(nameof(Shells))]
    public async Task Completion_FirstWord_IsEveryCommand(string shell) =>
        Assert.Equal(
            Sorted(await CommandHelp.NamesAsync()),
            Sorted((await OffersAsync(shell, "")).Where(word => !word.StartsWith('-')))
        );

    [NeedsTheory(Needs.Zsh, Needs.Fish)]
    [MemberData(nameof(Shells))]
    public async Task Completion_Dashes_AreTheOptionsOfTheCommand(string shell)
    {
        foreach (var command in await CommandHelp.NamesAsync())
            Assert.Equal(
                Sorted(await CommandHelp.OptionsAsync(command)),
                Sorted(await OffersAsync(shell, command, "--"))
            );
        Assert.Equal(Sorted(await CommandHelp.OptionsAsync("")), Sorted(await OffersAsync(shell, "--")));
    }

    [NeedsTheory(Needs.Zsh, Needs.Fish)]
    [MemberData(nameof(Shells))]
    public async Task Completion_AfterFormat_IsItsWords(string shell)
    {
        foreach (var command in new[] { "check", "manifest" })
            Assert.Equal(
                Sorted((await CommandHelp.ValuesAsync(command))["--format"]),
                Sorted(await OffersAsync(shell, command, "--format", ""))
            );
    }

    [NeedsTheory(Needs.Zsh, Needs.Fish)]
    [MemberData(nameof(Shells))]
    public async Task Completion_AfterConfig_IsFiles(string shell)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "my.toml"), "");
        foreach (var option in new[] { "--config", "-c" })
            Assert.Equal(
                "my.toml",
                Path.GetFileName(
                    Assert.Single(await OffersAsync(shell, "check", option, Path.Combine(_folder.FullName, "my.t")))
                )
            );
    }

    private async Task<string[]> OffersAsync(string shell, params string[] words)
    {
        var file = Repository.PathOf("packaging/completions/teleport-slack." + shell);
        var (code, output, errors) = shell switch
        {
            "bash" => await Tool.RunAsync("bash", ["-euc", Bash, "bash", file, .. words]),
            "fish" => await Tool.RunAsync("fish", ["--no-config", "-c", Fish, file, .. words]),
            _ => await Tool.RunAsync(
                "timeout",
                [
                    "60",
                    "zsh",
                    "-f",
                    Repository.PathOf("tests/AccessSlack.Packaging/completions.zsh"),
                    FunctionFolder(file),
                    string.Join(' ', ["teleport-slack", .. words]),
                ]
            ),
        };
        Assert.True((code, errors) == (0, ""), $"{shell} ended with {code}: {errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>zsh finds a function by the name of its file.</summary>
    private string FunctionFolder(string file)
    {
        File.Copy(
            file,
            Path.Combine(_folder.CreateSubdirectory("functions").FullName, "_teleport-slack"),
            overwrite: true
        );
        return Path.Combine(_folder.FullName, "functions");
    }

    /// <summary>A short name is offered beside the long one, or not; the long one counts.</summary>
    private static IEnumerable<string> Sorted(IEnumerable<string> words) =>
        words.Where(word => word.Length != 2).Order(StringComparer.Ordinal);
}
