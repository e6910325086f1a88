using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>Commands that end by themselves.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("start", "--help")]
    public async Task Help_Anywhere_IsPrintedAndExits0(params string[] arguments)
    {
        var (code, output, errors) = await DaemonProcess.RunAsync(arguments);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.Contains(
            arguments is ["start", ..] ? "--insecure-no-tls" : "configure",
            output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task Version_EitherSpelling_NamesReleaseCommitAndRuntime(string argument)
    {
        var (code, output, errors) = await DaemonProcess.RunAsync(argument);

        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"^teleport-slack v\d+\.\d+\.\d+\S* git:([0-9a-f]{7}|unknown) \.NET 10\.0\.\d+\n$", output);
    }

    [Fact]
    public async Task Configure_ItsOutputAsTheFile_OnlyPlaceholdersAreMissing()
    {
        var (code, example, errors) = await DaemonProcess.RunAsync("configure");
        Assert.Equal((0, ""), (code, errors));

        await using var site = await Site.CreateAsync();
        site.Toml = example;
        var (refused, words) = await site.RefusalAsync();

        Assert.Equal(78, refused);
        Assert.All(words.Split('\n'), line => Assert.Matches("placeholder|The file /\\S+ does not exist", line));
        Assert.Contains("slack.token", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'strat'. Did you mean start?", "strat")]
    [InlineData("There is no command 'chekc'. Did you mean check?", "chekc", "--offline")]
    [InlineData("There is no command 'frobnicate'. The commands are configure, start, check, explain,", "frobnicate")]
    [InlineData("Did you mean --config?", "start", "--confg", "x")]
    [InlineData("Did you mean --offline?", "check", "--ofline")]
    public async Task Usage_Misspelt_NamesTheNearest(string named, params string[] arguments)
    {
        var (code, output, errors) = await DaemonProcess.RunAsync(arguments);

        Assert.Equal((64, ""), (code, output));
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required command")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("--debug", "--debug")]
    [InlineData("--nope", "start", "--nope")]
    [InlineData("-c", "start", "-c")]
    [InlineData("extra", "start", "extra")]
    public async Task Usage_Wrong_Exits64NamesItAndPointsToHelp(string named, params string[] arguments)
    {
        var (code, output, errors) = await DaemonProcess.RunAsync(arguments);

        Assert.Equal((64, ""), (code, output));
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.Contains("teleport-slack --help", errors, StringComparison.Ordinal);
    }
}
