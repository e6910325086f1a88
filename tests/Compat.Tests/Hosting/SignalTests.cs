using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Compat.Tests.Hosting;

/// <summary>Real signals, sent to this very process. Runs alone: every host in the process hears them.</summary>
[Collection(nameof(SignalTests))]
[CollectionDefinition(nameof(SignalTests), DisableParallelization = true)]
public sealed class SignalTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    public async Task AddSystemd_SignalArrives_StopsTheHost(int signal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSystemd();
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Equal(0, Kill(Environment.ProcessId, signal));

        await host.WaitForShutdownAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
