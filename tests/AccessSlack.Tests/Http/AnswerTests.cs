using System.Net;
using AccessSlack.Http;
using AccessSlack.Interactions;
using AccessSlack.Tests.Messages;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Http;

/// <summary>What forms and slash commands are answered, on a real server.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private static readonly string Form = Payload.Form(Payload.Submission);
    private static readonly string ForeignForm = Payload.Form(
        Payload.With("\"decide\"", "\"other\"", Payload.Submission)
    );
    private static readonly string Press = Payload.Form(Payload.Approve);

    private Door _door = null!;

    public async Task InitializeAsync() => _door = await Door.OpenAsync();

    public async Task DisposeAsync() => await _door.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/slack/interactions")]
    public async Task Post_SubmittedForm_IsHandledAtTheTimeOfItsSignatureAndCloses(string path)
    {
        Assert.Equal(
            HttpStatusCode.OK,
            await _door.PostAsync(Form, request => request.RequestUri = new Uri(_door.Address, path))
        );
        var submitted = Assert.IsType<Interaction.Submitted>(Assert.Single(_door.Handled));
        Assert.Equal($"{_door.Time.GetUtcNow().ToUnixTimeSeconds()}.000000", submitted.Click.ActionTs);
        Assert.Equal("not during the freeze", submitted.Reason);
    }

    [Fact]
    public async Task Post_Command_IsHandledAndAcknowledged()
    {
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Payload.Command, ToCommands));
        Assert.Equal(
            ("U0BOB0001", "show 01965f3a"),
            Assert.IsType<Interaction.Command>(Assert.Single(_door.Handled)) is var command
                ? (command.Slash.UserId, command.Slash.Text)
                : default
        );
    }

    [Fact]
    public async Task Post_FaultInTheReason_IsShownUnderIt() =>
        await AssertAnswer(
            "errors",
            Form,
            new InteractionAnswer.InlineErrors("Please enter at least 20 characters. You entered 3 & <few>.")
        );

    [Fact]
    public async Task Post_SentenceForAForm_TakesItsPlace() =>
        await AssertAnswer(
            "shown",
            Form,
            new InteractionAnswer.Shown(
                "This request can't be decided &lt;here&gt;. <https://teleport.example.com/web/requests/1|Decide it " +
                "in Teleport>"
            )
        );

    [Fact]
    public async Task Post_SentenceForAForeignForm_TakesItsPlace()
    {
        _door.Answer = new InteractionAnswer.Shown("No.");
        Assert.Contains("\"No.\"", await _door.AskAsync(ForeignForm), StringComparison.Ordinal);
        Assert.True(Assert.IsType<Interaction.Unusable>(Assert.Single(_door.Handled)).IsForm);
    }

    [Fact]
    public async Task Post_AnswerToACommand_IsForItsUserAlone() =>
        await AssertAnswer(
            "ephemeral",
            Payload.Command,
            new InteractionAnswer.Ephemeral(
                "Nothing waits for you.\n• <https://teleport.example.com/web/requests/1|1> “&lt;!channel&gt;”"
            ),
            ToCommands
        );

    [Fact]
    public async Task Post_LongAnswerToACommand_IsDividedBetweenLines() =>
        await AssertAnswer(
            "ephemeral-long",
            Payload.Command,
            new InteractionAnswer.Ephemeral(
                string.Join('\n', Enumerable.Range(0, 40).Select(number => $"• {number} {new string('x', 100)}"))
            ),
            ToCommands
        );

    [Fact]
    public async Task Post_AnswersForAnotherKind_AreNeverWritten()
    {
        foreach (
            var answer in new InteractionAnswer[]
            {
                new InteractionAnswer.InlineErrors("a"),
                new InteractionAnswer.Shown("a"),
                new InteractionAnswer.Ephemeral("a"),
            }
        )
        {
            _door.Answer = answer;
            Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Press));
        }

        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Form));
        _door.Answer = new InteractionAnswer.Shown("a");
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Payload.Command, ToCommands));
    }

    [Fact]
    public async Task Post_FormStillAtWork_SaysSoAndTellsTheAnswerLater()
    {
        var late = new InteractionAnswer.Shown("You denied alice's request.");
        GoldenAnswer("still-working-form", await AskInVainAsync(late, () => _door.AskAsync(Form)));
        await AssertToldLate(late);
    }

    [Fact]
    public async Task Post_CommandStillAtWork_SaysSoAndTellsTheAnswerLater()
    {
        var late = new InteractionAnswer.Ephemeral("Nothing waits for you.");
        GoldenAnswer(
            "still-working-command",
            await AskInVainAsync(late, () => _door.AskAsync(Payload.Command, ToCommands))
        );
        await AssertToldLate(late);
    }

    [Fact]
    public async Task Post_PressStillAtWork_IsAcknowledgedAndNothingIsToldForIt()
    {
        Assert.Equal(
            "OK",
            await AskInVainAsync(InteractionAnswer.Nothing.Instance, async () =>
                (await _door.PostAsync(Press)).ToString()
            )
        );
        await _door.PostAsync(Press); // whatever the first had still to do, came before this
        Assert.Empty(_door.ToldLate);
    }

    [Theory]
    [InlineData(true, "I'm shutting down right now.")]
    [InlineData(false, "Something unexpected went wrong")]
    public async Task Post_HandlerFails_FormAndCommandAreTold(bool isCancelled, string sentence)
    {
        _door.Work = () =>
            Task.FromException(
                isCancelled ? new OperationCanceledException() : new InvalidOperationException("a defect")
            );
        Assert.Contains(sentence, await _door.AskAsync(Form), StringComparison.Ordinal);
        Assert.Contains(sentence, await _door.AskAsync(Payload.Command, ToCommands), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Press));
    }

    [Fact]
    public async Task Post_HandlerFailsLate_IsToldAsWell()
    {
        var work = new TaskCompletionSource();
        _door.Work = () => work.Task;
        var answer = _door.AskAsync(Form);
        await PassAnswerTimeAsync();
        await answer.WaitAsync(Door.Patience);
        work.SetException(new InvalidOperationException("a defect"));
        await Until.HoldsAsync(() => !_door.ToldLate.IsEmpty);
        Assert.StartsWith(
            "Something unexpected went wrong",
            Assert.Single(_door.ToldLate).Answer.Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/slack/commands//")]
    [InlineData("/slack/Commands")]
    public async Task Post_PathBesideCommands_Is404(string path) =>
        await AssertRefused(HttpStatusCode.NotFound, Payload.Command, request =>
            request.RequestUri = new Uri(_door.Address, path)
        );

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Request_CommandsByAnotherMethod_Is405(string method) =>
        await AssertRefused(HttpStatusCode.MethodNotAllowed, Payload.Command, request =>
        {
            ToCommands(request);
            request.Method = new HttpMethod(method);
        });

    [Fact]
    public async Task Post_CommandAndPayloadAtEachOthersPath_Is400()
    {
        await AssertRefused(HttpStatusCode.BadRequest, Press, ToCommands);
        await AssertRefused(HttpStatusCode.BadRequest, Form, ToCommands);
        await AssertRefused(HttpStatusCode.BadRequest, Payload.Command);
    }

    [Theory]
    [InlineData("")]
    [InlineData("command=")]
    [InlineData("user_id=U0BOB0001&text=list")]
    [InlineData("command=%2Fteleport&user_id=U0BOB0001&user_id=U0CAROL01")]
    [InlineData("command=%2Fteleport&user_id=%FF%FE")]
    public async Task Post_SignedWithoutAUsableCommand_Is400(string body) =>
        await AssertRefused(HttpStatusCode.BadRequest, body, ToCommands);

    [Fact]
    public async Task Post_CommandWithoutUser_IsIgnored()
    {
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync("command=%2Fteleport&text=list", ToCommands));
        Assert.Equal("no_user", Assert.IsType<Interaction.Ignored>(Assert.Single(_door.Handled)).Code);
    }

    [Fact]
    public async Task Post_CommandUnsignedOrWithoutASecret_Is401()
    {
        await AssertRefused(HttpStatusCode.Unauthorized, Payload.Command, request =>
        {
            ToCommands(request);
            request.Headers.Remove(SlackSignature.SignatureHeader);
        });
        _door.Secrets = []; // also how notify_only shuts the door
        await AssertRefused(HttpStatusCode.Unauthorized, Payload.Command, ToCommands);
    }

    [Fact]
    public async Task Post_SslCheckAtCommands_IsAnsweredUnsignedAndNeverProcessed()
    {
        await AssertRefused(HttpStatusCode.OK, "ssl_check=1&" + Payload.Command, request =>
        {
            ToCommands(request);
            request.Headers.Clear();
        });
        await AssertRefused(HttpStatusCode.OK, Payload.Command + "&ssl_check=1", ToCommands);
    }

    [Fact]
    public async Task Post_EndlessCommand_Is413()
    {
        var body = (Payload.Command + "&pad=").PadRight(BodyReader.LongestBody, 'x');
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(body, ToCommands));
        _door.Handled.Clear();
        await AssertRefused(HttpStatusCode.RequestEntityTooLarge, body + "x", ToCommands);
    }

    [Fact]
    public async Task Post_CommandWhileStopping_Is503()
    {
        _door.Stop();
        await AssertRefused(HttpStatusCode.ServiceUnavailable, Payload.Command, ToCommands);
    }

    private void ToCommands(HttpRequestMessage request) =>
        request.RequestUri = new Uri(_door.Address, "/slack/commands");

    private async Task AssertAnswer(
        string golden,
        string body,
        InteractionAnswer answer,
        Action<HttpRequestMessage>? change = null
    )
    {
        _door.Answer = answer;
        GoldenAnswer(golden, await _door.AskAsync(body, change));
        Assert.Empty(_door.ToldLate);
    }

    private async Task AssertRefused(HttpStatusCode expected, string body, Action<HttpRequestMessage>? change = null)
    {
        Assert.Equal(expected, await _door.PostAsync(body, change));
        Assert.Empty(_door.Handled);
    }

    /// <summary>
    /// Asks, gets the first answer when the door has waited long enough, and then lets the handler finish.
    /// </summary>
    private async Task<string> AskInVainAsync(InteractionAnswer late, Func<Task<string>> ask)
    {
        var work = new TaskCompletionSource();
        (_door.Work, _door.Answer) = (() => work.Task, late);
        var answer = ask();
        await PassAnswerTimeAsync();
        var first = await answer.WaitAsync(Door.Patience);
        Assert.Empty(_door.ToldLate);
        work.SetResult();
        return first;
    }

    private async Task PassAnswerTimeAsync()
    {
        await Until.HoldsAsync(() => !_door.Handled.IsEmpty && _door.Time.Waiting > 0);
        _door.Time.Advance(TimeSpan.FromSeconds(2.5));
    }

    private async Task AssertToldLate(InteractionAnswer answer)
    {
        await Until.HoldsAsync(() => !_door.ToldLate.IsEmpty);
        Assert.Equal((Assert.Single(_door.Handled), answer), Assert.Single(_door.ToldLate));
    }

    private static void GoldenAnswer(string name, string json) =>
        GoldenFile.AssertEqual("answers/" + name, Pretty.Json(json));
}
