using System.CommandLine;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack configure</c>: prints an example of a configuration or of policy tests.</summary>
internal static class ConfigureCommand
{
    public static Command Create(TextWriter output)
    {
        var tests = new Option<bool>("--tests") { Description = "Print an example of policy tests instead" };
        var command = new Command("configure", "Prints a complete, commented example configuration") { tests };
        command.SetAction(arguments =>
            output.Write(arguments.GetValue(tests) ? ExampleConfiguration.Tests : ExampleConfiguration.Text)
        );
        return command;
    }
}
