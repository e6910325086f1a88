using System.Net;


namespace AccessSlack.Tests;

public class OutboundProxyTests
{
    private static readonly Uri Proxy = new("http://proxy.example.com:3128");

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*", true)]
    [InlineData("slack.com", true)]
    [InlineData("SLACK.com", true)]
    [InlineData(".slack.com", true)]
    [InlineData("hooks.slack.com", true)]
    [InlineData("example.com, hooks.slack.com:443", true)]
    [InlineData("hooks.slack.com:8443", false)]
    [InlineData("lack.com", false)]
    [InlineData("www.hooks.slack.com", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData(".", false)]
    [InlineData(",", false)]
    public void GetProxy_NoProxy_IsReadAsTheGoPluginDid(string? noProxy, bool isDirect)
    {
        AssertIsDirect(isDirect, noProxy, "https://hooks.slack.com/actions/T/1/2");
    }

    [Theory]
    [InlineData("10.0.0.0/8", "http://10.1.2.3:8080/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3:8080/", false)]
    [InlineData("10.1.2.3", "http://10.1.2.3:8080/", true)]
    [InlineData("10.1.2.3:81", "http://10.1.2.3:8080/", false)]
    [InlineData("::1", "http://[::1]:8080/", true)]
    [InlineData("fd00::/8", "http://[fd00::1]/", true)]
    public void GetProxy_NoProxyWithAddresses_KnowsNetworksAndPorts(string noProxy, string destination, bool isDirect)
    {
        AssertIsDirect(isDirect, noProxy, destination);
    }

    private static void AssertIsDirect(bool isDirect, string? noProxy, string destination)
    {
        var proxy = new OutboundProxy(new WebProxy(Proxy), noProxy);
        Assert.Equal(isDirect, proxy.IsBypassed(new Uri(destination)));
        Assert.Equal(isDirect ? null : Proxy, proxy.GetProxy(new Uri(destination)));
    }
}
