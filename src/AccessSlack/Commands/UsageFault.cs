using System.CommandLine;
using System.CommandLine.Parsing;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary>Says what is wrong with the arguments, and names what was probably meant.</summary>
internal static class UsageFault
{
    private const int MaxDistance = 2;

    public static IEnumerable<string> Lines(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var (commands, options) = (command.Subcommands.Select(sub => sub.Name).ToList(), command.Options.Select(Name));
        if (commands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
            return [$"There is no command '{word}'. {Nearest(word, commands) ?? Listed(commands)}"];
        var hints = parsed.UnmatchedTokens.Concat(parsed.CommandResult.Tokens.Select(token => token.Value))
            .Where(IsOption)
            .Select(token => Nearest(token.Split('=')[0], options))
            .OfType<string>();
        return [.. parsed.Errors.Select(error => error.Message), .. hints];
    }

    /// <summary>A command with an argument takes an unknown option for its value.</summary>
    public static void RejectOption(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => IsOption(token.Value)))
            result.AddError($"There is no option '{token.Value}' of this command.");
    }

    public static bool IsOption(string token) => token.StartsWith("--", StringComparison.Ordinal);

    private static string Name(Option option) => option.Name;

    private static string Listed(IEnumerable<string> commands) => $"The commands are {string.Join(", ", commands)}.";

    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known.MinBy(name => EditDistance.Between(word, name));
        return nearest is not null && EditDistance.Between(word, nearest) <= MaxDistance
            ? $"Did you mean {nearest}?"
            : null;
    }
}
