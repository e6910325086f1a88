using AccessSlack.Hosting.Checks;

namespace AccessSlack.Tests.Hosting;

public class FilePermissionsTests
{
    private const string File = "/etc/teleport-slack.toml";

    [Theory]
    [InlineData("600", true, "755", "")]
    [InlineData("640", true, "755", "")]
    [InlineData("644", false, "755", "")]
    [InlineData("600", true, "1777", "")]
    [InlineData("666", false, "755", "file_writable: chmod go-w /etc/teleport-slack.toml")]
    [InlineData("620", false, "755", "file_writable: chmod go-w /etc/teleport-slack.toml")]
    [InlineData("602", false, "755", "file_writable: chmod go-w /etc/teleport-slack.toml")]
    [InlineData("644", true, "755", "file_readable: chmod o-r /etc/teleport-slack.toml")]
    [InlineData(
        "666",
        true,
        "755",
        "file_writable: chmod go-w /etc/teleport-slack.toml, file_readable: chmod o-r /etc/teleport-slack.toml"
    )]
    [InlineData("600", true, "777", "file_writable: chmod o-w /etc")]
    public void Judge_Modes_NamesWhatOthersMayDoAndTheRemedy(string mode, bool isSecret, string folder, string expected)
    {
        var findings = FilePermissions.Judge(File, Mode(mode), ("/etc", Mode(folder)), isSecret).ToList();

        Assert.Equal(
            expected,
            string.Join(", ", findings.Select(finding => $"{finding.Code}: {finding.Remedy["Run: ".Length..]}"))
        );
        Assert.All(findings, finding => Assert.Equal((false, File), (finding.IsFault, finding.Subject)));
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
