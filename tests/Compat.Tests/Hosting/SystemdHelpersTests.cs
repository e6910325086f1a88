using Microsoft.Extensions.Hosting.Systemd;

namespace Compat.Tests.Hosting;

public sealed class SystemdHelpersTests
{
    [Theory]
    [InlineData(42, "SYSTEMD_EXEC_PID=42", null, true)]
    [InlineData(42, "SYSTEMD_EXEC_PID=41", "bash", false)]
    [InlineData(42, "", "systemd", true)]
    [InlineData(42, "NOTIFY_SOCKET=/run/x", "bash", false)]
    [InlineData(42, "", null, false)]
    [InlineData(1, "NOTIFY_SOCKET=/run/x", null, true)]
    [InlineData(1, "LISTEN_PID=1", null, true)]
    [InlineData(1, "NOTIFY_SOCKET=", "systemd", false)]
    public void Detect_Surroundings_TellsAService(int processId, string variable, string? parentName, bool expected)
    {
        var parts = variable.Split('=');

        var actual = SystemdHelpers.Detect(processId, name => name == parts[0] ? parts[1] : null, () => parentName);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void IsSystemdService_UnderATestRunner_IsFalse() => Assert.False(SystemdHelpers.IsSystemdService());
}
