using System.Reflection;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>
/// The simulators share only the generated messages with the daemon: a mistake of ours must not be made on both sides.
/// </summary>
public sealed class SandboxArchitectureTests
{
    [Fact]
    public void Sandbox_OfTheDaemon_UsesOnlyTheProtocol()
    {
        var uses = TypeScanner.Uses(Assembly.Load("AccessSlack.Sandbox"));

        Assert.NotEmpty(uses);
        var wrong = uses.Where(use =>
                use.To.Assembly == typeof(Secret).Assembly && use.To.Namespace != "AccessSlack.Teleport.Protocol"
            )
            .ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
