using AccessSlack.Hosting.Systemd;

namespace AccessSlack.Tests.Hosting.Systemd;

public sealed class SystemdServiceTests
{
    [Theory]
    [InlineData("42", true)]
    [InlineData("41", false)] // a parent's, inherited
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsNamed_ExecPid_MustBeOurs(string? variable, bool expected) =>
        Assert.Equal(expected, SystemdService.IsNamed(42, name => name == "SYSTEMD_EXEC_PID" ? variable : null));

    [Fact]
    public void IsThisProcess_UnderATestRunner_IsFalse() => Assert.False(SystemdService.IsThisProcess());
}
