using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Tests.Teleport.Credentials;

public class SigningCommandTests
{
    [Theory]
    [InlineData("/etc/slack/auth.crt", "access-slack", "--user=access-slack --out=/etc/slack/auth")]
    [InlineData("/etc/my files/auth.crt", "bot.x@example.com", "--user=bot.x@example.com --out='/etc/my files/auth'")]
    [InlineData("/etc/it's/auth.crt", null, @"--user=NAME --out='/etc/it'\''s/auth'")]
    [InlineData("/etc/tlscert", "", "--user=NAME --out=auth")]
    [InlineData("/etc/auth.crt", "a; rm -rf /", "--user=NAME --out=/etc/auth")]
    public void For_ThreeFiles_IsFitToBePasted(string certificate, string? user, string expected)
    {
        Assert.Equal(
            $"sign new files with: tctl auth sign --format=tls {expected}",
            SigningCommand.For(new("k", certificate, "c", null), user)
        );
    }

    [Fact]
    public void For_Identity_WritesOneFile()
    {
        Assert.Equal(
            "sign a new identity with: tctl auth sign --format=file --user=x --out=/etc/id (or let tbot write it)",
            SigningCommand.For(new(null, null, null, "/etc/id"), "x")
        );
    }
}
