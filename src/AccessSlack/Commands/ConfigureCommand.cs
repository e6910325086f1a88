using System.CommandLine;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack configure</c>: prints a complete, commented example configuration.</summary>
internal static class ConfigureCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("configure", "Prints a complete, commented example configuration");
        command.SetAction(_ => output.Write(ExampleConfiguration.Text));
        return command;
    }
}
