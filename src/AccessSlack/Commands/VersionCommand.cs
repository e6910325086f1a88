using System.CommandLine;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack version</c>: prints release, commit and runtime.</summary>
internal static class VersionCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("version", "Prints the version");
        command.SetAction(_ => Print(output));
        return command;
    }

    public static void Print(TextWriter output) => output.WriteLine("teleport-slack " + ProductVersion.Text);
}
