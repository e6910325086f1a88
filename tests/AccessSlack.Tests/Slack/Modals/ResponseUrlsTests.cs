using AccessSlack.Slack.Modals;

namespace AccessSlack.Tests.Slack.Modals;

public class ResponseUrlsTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/actions/T1/2/x", true)]
    [InlineData("https://hooks.slack.com:443/actions/T1/2/x", true)]
    [InlineData("https://HOOKS.slack-gov.com/actions/x", true)]
    [InlineData("http://127.0.0.1:8080/anything", true)]
    [InlineData("http://hooks.slack.com/actions/x", false)]
    [InlineData("https://hooks.slack.com:8443/actions/x", false)]
    [InlineData("https://hooks.slack.com.evil.example/x", false)]
    [InlineData("https://evil.example/hooks.slack.com", false)]
    [InlineData("https://hooks.slack.com@evil.example/x", false)]
    [InlineData("https://user@hooks.slack.com/x", false)]
    [InlineData("https://slack.com/api/x", false)]
    [InlineData("https://127.0.0.1:8080/anything", false)]
    [InlineData("http://127.0.0.1:8081/anything", false)]
    [InlineData("http://169.254.169.254/latest", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/actions/x", false)]
    [InlineData("", false)]
    public void Accept_Address_OnlyOfSlackOrTheApi(string url, bool accepted) =>
        Assert.Equal(accepted, ResponseUrls.Accept(url, new Uri("http://127.0.0.1:8080/api/")) is not null);
}
