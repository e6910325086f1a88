using System.Diagnostics;

namespace AccessSlack.Sandbox.Demo;

/// <summary>What the daemon's own <c>explain</c> command says about a request.</summary>
/// <param name="config">Path of the daemon's TOML file.</param>
internal sealed class DemoExplanation(string config) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each run is a process that reads Teleport and Slack.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What a person types to see the same.</summary>
    public static string CommandFor(string id) => $"teleport-slack explain {id}";

    /// <exception cref="DemoRefusal">The command takes too long.</exception>
    public async Task<string> OfAsync(string id)
    {
        await _one.WaitAsync();
        try
        {
            return await RunAsync(DaemonProgram.Command("explain", "--config", config, id));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>What it prints, and if it fails, the errors as well.</summary>
    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardError, start.RedirectStandardOutput) = (false, true, true);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new DemoRefusal($"The command did not end within {Patience.TotalSeconds:F0} seconds.");
        }

        var text = process.ExitCode == 0 ? await output : $"{await output}\n{await errors}";
        return text.Trim();
    }
}
