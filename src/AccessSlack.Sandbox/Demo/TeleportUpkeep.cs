using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;

namespace AccessSlack.Sandbox.Demo;

/// <summary>Routine maintenance of Teleport, and when it was last done.</summary>
/// <param name="teleport">The auth server.</param>
/// <param name="folder">Where the daemon's certificates are.</param>
internal sealed class TeleportUpkeep(TeleportSimulator teleport, string folder) : IDisposable
{
    /// <summary>The Teleport user of the daemon.</summary>
    private const string Plugin = "access-slack";

    private readonly SemaphoreSlim _one = new(1);
    private long _restarted;
    private long _renewed;

    /// <summary>Milliseconds since 1970; 0 if never.</summary>
    public long Restarted => Interlocked.Read(ref _restarted);

    /// <inheritdoc cref="Restarted"/>
    public long Renewed => Interlocked.Read(ref _renewed);

    public void AddPlugin()
    {
        teleport.AddUser(Plugin).Resources = ResourceRights.Full;
        DemoResources.Add(teleport);
        WriteCertificates();
    }

    /// <summary>Cuts every connection; requests stay, as in the backend of a real auth server.</summary>
    public async Task RestartAsync()
    {
        await _one.WaitAsync();
        try
        {
            Note(ref _restarted);
            await teleport.StopAsync();
            await teleport.StartAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A new key and certificate, as <c>tbot</c> writes them; the daemon is not notified.</summary>
    public void RenewCertificates()
    {
        Note(ref _renewed);
        WriteCertificates();
    }

    public void Dispose() => _one.Dispose();

    private void WriteCertificates()
    {
        using var client = teleport.Certificates.IssueClient(Plugin);
        teleport.Certificates.WriteFiles(folder, "auth", client);
    }

    private static void Note(ref long time) =>
        Interlocked.Exchange(ref time, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
}
