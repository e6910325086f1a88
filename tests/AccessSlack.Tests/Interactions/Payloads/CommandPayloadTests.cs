using AccessSlack.Http;
using AccessSlack.Interactions;
using AccessSlack.Interactions.Payloads;
using AccessSlack.Requests.Slack;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessSlack.Tests.Interactions.Payloads;

public class CommandPayloadTests
{
    [Fact]
    public void Read_Command_TakesItsIdsAndCredentials()
    {
        var slash = Command(Payload.Command);
        Assert.Equal(
            new()
            {
                Name = "/teleport",
                Text = "show 01965f3a",
                UserId = "U0BOB0001",
                TeamId = "T0HOME001",
                EnterpriseId = "E0HOME001",
                AppId = "A0OURAPP1",
                Channel = "C0ACCESS01",
                ResponseUrl = slash.ResponseUrl,
                TriggerId = slash.TriggerId,
            },
            slash
        );
        Assert.Equal(
            ("https://hooks.slack.com/commands/T0HOME001/1/x", "1.2.3"),
            (slash.ResponseUrl.Reveal(), slash.TriggerId.Reveal())
        );
    }

    [Fact]
    public void Read_OnlyTheNeeded_LeavesTheRestEmpty()
    {
        var slash = Command("command=%2Fteleport&user_id=U1");
        Assert.Equal(
            ("", "", "", "", "", "", ""),
            (
                slash.Text,
                slash.TeamId,
                slash.EnterpriseId,
                slash.AppId,
                slash.Channel,
                slash.ResponseUrl.Reveal(),
                slash.TriggerId.Reveal()
            )
        );
    }

    [Theory]
    [InlineData("command")]
    [InlineData("user_id")]
    [InlineData("team_id")]
    [InlineData("enterprise_id")]
    [InlineData("api_app_id")]
    [InlineData("channel_id")]
    public void Read_EndlessId_IsNoCommand(string field)
    {
        var form = $"command=%2Fteleport&user_id=U1&{field}=";
        form = field is "command" or "user_id"
            ? form.Replace(field is "command" ? "command=%2Fteleport&" : "user_id=U1&", "")
            : form;
        Assert.IsType<Interaction.Command>(Read(form + new string('1', 128)));
        Assert.Null(Read(form + new string('1', 129)));
    }

    [Theory]
    [InlineData("user_id=%3C%21channel%3E")]
    [InlineData("user_id=U1%0A")]
    [InlineData("user_id=%FF%FE")]
    [InlineData("user_id=U1&channel_id=..%2F")]
    [InlineData("user_id=U1&team_id=T1+T2")]
    public void Read_IdThatIsNone_IsNoCommand(string fields) => Assert.Null(Read("command=%2Fteleport&" + fields));

    [Theory]
    [InlineData("response_url")]
    [InlineData("trigger_id")]
    public void Read_EndlessCredential_IsNoCommand(string field)
    {
        Assert.IsType<Interaction.Command>(Read($"command=%2Fteleport&user_id=U1&{field}={new string('1', 2000)}"));
        Assert.Null(Read($"command=%2Fteleport&user_id=U1&{field}={new string('1', 2001)}"));
    }

    [Theory]
    [InlineData("user_id=U2")]
    [InlineData("team_id=T1")]
    [InlineData("user_name=eve&user_name=bob")]
    public void Read_RepeatedField_IsNoCommand(string more) =>
        Assert.Null(Read($"command=%2Fteleport&user_id=U1&team_id=T2&{more}"));

    [Fact]
    public void Read_AnyForm_GivesACommandOrNothingAndNeverThrows() => Any.Holds(Any.Of(SomeForm), form =>
    {
        if (Read(form) is Interaction.Command { Slash: var slash }) Assert.InRange(slash.UserId.Length, 1, 128);
    }, times: 1000);

    private static string SomeForm(Random random)
    {
        var fields = Enumerable
            .Range(0, random.Next(8))
            .Select(_ =>
                $"{Any.Pick(random, "command", "user_id", "team_id", "text", "response_url", Uri.EscapeDataString(Any.HostileText(random)))}={Any.Pick(random, "", "U1", "%2Fteleport", "%00", "%", "%ZZ", Uri.EscapeDataString(Any.HostileText(random)))}"
            );
        return string.Join('&', fields);
    }

    private static SlashCommand Command(string form) => Assert.IsType<Interaction.Command>(Read(form)).Slash;

    private static Interaction? Read(string form) =>
        SlackForm.Single(QueryHelpers.ParseQuery(form)) is { } fields ? CommandPayload.Read(fields) : null;
}
