using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>What packaging/build.sh refuses before it begins.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private readonly DirectoryInfo _tools = Directory.CreateTempSubdirectory("access-slack-tools-");

    public void Dispose() => _tools.Delete(recursive: true);

    [Theory]
    [InlineData("linux-x64", "clang (or gcc) binutils")]
    [InlineData("linux-arm64", "clang")]
    public async Task Build_NothingToLinkWith_NamesThePackages(string runtime, string packages)
    {
        foreach (var tool in new[] { "dirname", "uname" }) Provide(tool);

        var (code, _, errors) = await BuildAsync("--runtime", runtime);

        Assert.Equal((69, Words(runtime, packages)), (code, errors));
    }

    /// <summary>The compiler is here and the C library is not.</summary>
    [Theory]
    [InlineData("linux-x64", "libc6-dev")]
    [InlineData("linux-arm64", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross")]
    public async Task Build_CompilerThatCannotLink_NamesThePackages(string runtime, string packages)
    {
        foreach (var tool in new[] { "dirname", "uname", "mktemp", "rm" }) Provide(tool);
        foreach (var tool in new[] { "clang", "objcopy" }) Provide(tool, "false");

        var (code, _, errors) = await BuildAsync("--runtime", runtime);

        Assert.Equal((69, Words(runtime, packages)), (code, errors));
    }

    [Theory]
    [InlineData("Unknown option: --nope.", "--nope")]
    [InlineData("--runtime needs a value.", "--runtime")]
    [InlineData("There is no release for win-x64.", "--runtime", "win-x64")]
    public async Task Build_WrongUse_IsRefused(string words, params string[] options)
    {
        var (code, output, errors) = await Tool.RunAsync(Repository.PathOf("packaging/build.sh"), options);

        Assert.Equal((64, ""), (code, output));
        Assert.StartsWith("build: " + words, errors, StringComparison.Ordinal);
    }

    private static string Words(string runtime, string packages) =>
        $"build: To link for {runtime}, install these packages (Debian's names): {packages}\n";

    /// <summary>With the tools that a test provides, and no others.</summary>
    private Task<(int ExitCode, string Output, string Errors)> BuildAsync(params string[] options)
    {
        var variables = new Dictionary<string, string> { ["PATH"] = _tools.FullName };
        return Tool.RunAsync("/bin/bash", [Repository.PathOf("packaging/build.sh"), .. options], variables);
    }

    private void Provide(string tool, string? program = null) =>
        File.CreateSymbolicLink(Path.Combine(_tools.FullName, tool), Path.Combine("/usr/bin", program ?? tool));
}
