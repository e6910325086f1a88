using System.Text.RegularExpressions;
using AccessSlack.Commands;

namespace AccessSlack.Testing.Daemon;

/// <summary>Commands, options and values according to the help of the program.</summary>
internal static class CommandHelp
{
    private const RegexOptions Plain =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Multiline;

    private static readonly Regex CommandRow = new(@"^  (?<name>[a-z]+)( <[^>]*>)*(\.\.\.)?  ", Plain);
    private static readonly Regex OptionRow = new("^  (-., )*(?<name>--[a-z-]+)(?<rest>.*)$", Plain);
    private static readonly Regex Values = new(@"^ <(?<values>[a-z|]+\|[a-z|]+)>", Plain);
    private static readonly Regex Short = new(@"^  (-\?, )?(?<name>-[a-z]), --", Plain);

    public static async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. CommandRow.Matches(await HelpAsync()).Select(row => row.Groups["name"].Value)];

    /// <param name="command">Empty for those before a command.</param>
    public static async Task<IReadOnlyList<string>> OptionsAsync(string command) =>
        [.. OptionRow.Matches(await HelpAsync(command)).Select(row => row.Groups["name"].Value)];

    public static async Task<IReadOnlyList<string>> ShortOptionsAsync(string command) =>
        [.. Short.Matches(await HelpAsync(command)).Select(row => row.Groups["name"].Value)];

    /// <summary>Of the options that take one of a few words, by the name of the option.</summary>
    public static async Task<IReadOnlyDictionary<string, string[]>> ValuesAsync(string command) =>
        OptionRow
            .Matches(await HelpAsync(command))
            .Where(row => Values.IsMatch(row.Groups["rest"].Value))
            .ToDictionary(
                row => row.Groups["name"].Value,
                row => Values.Match(row.Groups["rest"].Value).Groups["values"].Value.Split('|')
            );

    private static async Task<string> HelpAsync(string command = "")
    {
        await using var output = new StringWriter();
        string[] arguments = command.Length == 0 ? ["--help"] : [command, "--help"];
        Assert.Equal(0, await CommandLine.RunAsync(arguments, output, output));
        return output.ToString();
    }
}
