using System.Net;
using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Tests.Teleport.Connections.Routing;

/// <summary>The grammar is that of Teleport's own tools (docs/protocols/teleport.md 2.3).</summary>
public sealed class UpgradeVariableTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("true,false", false)] // the last one
    [InlineData("proxy.example.com:443=true", true)]
    [InlineData("Proxy.Example.com:443=yes", true)]
    [InlineData("proxy.example.com:443=no,true", false)]
    [InlineData("false; proxy.example.com:443=1", true)]
    [InlineData("proxy.example.com:443=true;proxy.example.com:443=false", true)] // the first one
    [InlineData("other.example.com:443=true", false)]
    [InlineData("proxy.example.com:3080=true", false)]
    [InlineData("other.example.com:443=false,true", true)]
    [InlineData("surprise", false)]
    [InlineData("proxy.example.com:443=surprise,true", true)]
    [InlineData("=true", false)]
    [InlineData(",;,", false)]
    public void Decide_Value_MeansWhatTeleportsToolsTakeItFor(string? value, bool? expected) =>
        Assert.Equal(expected, UpgradeVariable.Decide(value, new DnsEndPoint("proxy.example.com", 443)));

    [Fact]
    public void Decide_IPv6Address_IsFoundInBrackets() =>
        Assert.True(UpgradeVariable.Decide("[2001:db8::1]:443=true", new DnsEndPoint("2001:db8::1", 443)));
}
