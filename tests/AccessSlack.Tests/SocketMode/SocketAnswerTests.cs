using AccessSlack.Interactions;
using AccessSlack.Tests.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.SocketMode;

/// <summary>Every envelope is acknowledged, with the answer where Slack takes one.</summary>
public sealed class SocketAnswerTests
{
    [Fact]
    public async Task Press_OverTheSocket_IsHandledAndAcknowledged()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        await socket.SendAsync(Envelopes.Press());

        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        var pressed = Assert.IsType<Interaction.Pressed>(Assert.Single(scene.Handled));
        Assert.Equal(("U0BOB0001", "1795262460.000200"), (pressed.Click.UserId, pressed.Click.ActionTs));
        await Until.HoldsAsync(() => scene.Metric("envelopes_total") == 1); // it is counted after it was sent
    }

    [Theory]
    [InlineData(true, """{"envelope_id":"e-1","payload":{"response_type":"ephemeral","text":"Hi",""")]
    [InlineData(false, """{"envelope_id":"e-1"}""")]
    public async Task Command_ItsAnswer_IsInTheAcknowledgementIfSlackTakesIt(bool takesAnswer, string acknowledgement)
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        scene.Answer = new InteractionAnswer.Ephemeral("Hi");

        await socket.SendAsync(Envelopes.Of("e-1", "slash_commands", Envelopes.Command, takesAnswer));

        Assert.StartsWith(acknowledgement, await socket.ReceiveAsync(), StringComparison.Ordinal);
        var command = Assert.IsType<Interaction.Command>(Assert.Single(scene.Handled));
        Assert.Equal(("/teleport", "show 01965f3a"), (command.Slash.Name, command.Slash.Text));
    }

    [Fact]
    public async Task Submission_ItsAnswer_IsInTheAcknowledgement()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        scene.Answer = new InteractionAnswer.InlineErrors("Too short.");

        await socket.SendAsync(Envelopes.Press("e-1", Payload.Submission));

        Assert.Contains("""
            "payload":{"response_action":"errors"
            """, await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Slack sends again what it saw no acknowledgement of; a submission has no time that tells it apart.
    /// </summary>
    [Theory]
    [InlineData("e-1")]
    [InlineData("e-2")]
    public async Task Submission_SentTwice_CountsOnceAndGetsTheSameAnswer(string again)
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        scene.Answer = new InteractionAnswer.InlineErrors("Too short.");
        await socket.SendAsync(Envelopes.Press("e-1", Payload.Submission));
        var first = await socket.ReceiveAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(5));

        await socket.SendAsync(Envelopes.Press(again, Payload.Submission));

        Assert.Equal(first.Replace("e-1", again, StringComparison.Ordinal), await socket.ReceiveAsync());
        Assert.Single(scene.Handled);
    }

    [Fact]
    public async Task Press_TakesLong_IsAcknowledgedInTime()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        var work = new TaskCompletionSource();
        scene.Work = () => work.Task;
        await socket.SendAsync(Envelopes.Press());
        await Until.HoldsAsync(() => !scene.Handled.IsEmpty);

        scene.Time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        work.SetResult();
    }

    [Theory]
    [InlineData("""{"envelope_id":"e-1","type":"newfangled","payload":{}}""", "of the unknown type newfangled")]
    [InlineData("""{"envelope_id":"e-1","type":"interactive","payload":"text"}""", "without a payload")]
    [InlineData("""{"envelope_id":"e-1","type":"interactive"}""", "without a payload")]
    [InlineData("""{"envelope_id":"e-1","payload":{}}""", "of the unknown type (none)")]
    [InlineData("""{"envelope_id":"e-1","type":"slash_commands","payload":{"user_id":"U1"}}""", "cannot have sent")]
    [InlineData("""{"envelope_id":"e-1","type":"app_rate_limited","payload":{}}""", "type app_rate_limited")]
    public async Task Envelope_Unusable_IsAcknowledgedAndNothingIsDone(string envelope, string said)
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        await socket.SendAsync(envelope);
        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        await socket.SendAsync(envelope.Replace("e-1", "e-2", StringComparison.Ordinal));
        Assert.Equal("""{"envelope_id":"e-2"}""", await socket.ReceiveAsync());

        Assert.Empty(scene.Handled);
        Assert.Equal(1, scene.Said.Count(LogLevel.Warning, said));
    }

    [Fact]
    public async Task Event_WithoutAHomeTab_IsAcknowledged()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        await socket.SendAsync(Envelopes.Of("e-1", "events_api", """{"api_app_id":"A0OURAPP1","event":{}}"""));

        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        Assert.Equal(0, scene.Said.Count(LogLevel.Warning, ""));
    }

    /// <summary>
    /// The guard refuses it and tells the person why; the log says that something is wrong with the app.
    /// </summary>
    [Theory]
    [InlineData("A0OURAPP1", "A0OTHER")]
    [InlineData("\"id\":\"T0HOME001\"", "\"id\":\"T0OTHER\"")]
    public async Task Envelope_OfAnotherAppOrTeam_IsSaid(string ours, string theirs)
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        await socket.SendAsync(Envelopes.Press(payload: Payload.With(ours, theirs)));

        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        Assert.Equal(1, scene.Said.Count(LogLevel.Warning, "of another app or workspace"));
    }

    [Fact]
    public async Task Press_WithNotifyOnlySinceAReload_IsAcknowledgedAndIgnored()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        scene.Settings = scene.Settings with { NotifyOnly = true };

        await socket.SendAsync(Envelopes.Press());

        Assert.Equal("""{"envelope_id":"e-1"}""", await socket.ReceiveAsync());
        Assert.Empty(scene.Handled);
    }
}
