using AccessSlack.Commands.Connect;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessSlack.Tests.Commands.Connect;

public class CallbackTests
{
    private const string State = "4f0c";

    [Theory]
    [InlineData("?code=11.22.ab&state=4f0c", "11.22.ab")]
    [InlineData("?state=4f0c&code=1%2B2&scope=ignored", "1+2")]
    public void Read_CodeAndState_IsGranted(string query, string code) =>
        Assert.Equal(code, Assert.IsType<Callback.Granted>(Read(query)).Code.Reveal());

    [Theory]
    [InlineData("?error=access_denied&state=4f0c", "access_denied")]
    [InlineData("?error=something.new-1&state=4f0c", "something.new-1")]
    public void Read_ErrorAndState_IsRefused(string query, string error) =>
        Assert.Equal(error, Assert.IsType<Callback.Refused>(Read(query)).Error);

    [Theory]
    [InlineData("")]
    [InlineData("?code=1")]
    [InlineData("?code=1&state=")]
    [InlineData("?code=1&state=4f0d")]
    [InlineData("?code=1&state=4F0C")]
    [InlineData("?code=1&state=4f0c0")]
    [InlineData("?code=1&state=4f0c&state=4f0c")]
    [InlineData("?code=1&State=4f0c")]
    [InlineData("?error=access_denied&state=4f0d")]
    [InlineData("?state=4f0c")]
    [InlineData("?code=&state=4f0c")]
    [InlineData("?code=1&code=1&state=4f0c")]
    [InlineData("?code=1&error=access_denied&state=4f0c")]
    [InlineData("?code=1&error=&state=4f0c")]
    [InlineData("?error=a&error=b&state=4f0c")]
    [InlineData("?error=%3Cb%3E&state=4f0c")]
    [InlineData("?code=1%0A2&state=4f0c")]
    [InlineData("?code=%C3%A9&state=4f0c")]
    public void Read_AnythingElse_IsForeign(string query) => Assert.IsType<Callback.Foreign>(Read(query));

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Read_LongCode_IsBounded(int length, bool isGranted) =>
        Assert.Equal(isGranted, Read($"?state=4f0c&code={new string('a', length)}") is Callback.Granted);

    private static Callback Read(string query) => Callback.Read(QueryHelpers.ParseQuery(query), State);
}
