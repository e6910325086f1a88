using Microsoft.Extensions.Primitives;
using SlackApi.WebApi;

namespace AccessSlack.Commands.Connect;

/// <summary>
/// One installation: waits for one callback of its own, and ends once. The first end counts, and after that no
/// token is written.
/// </summary>
/// <param name="state">Of this run only.</param>
/// <param name="plan">What is to be installed.</param>
/// <param name="exchange">The code for a token.</param>
/// <param name="write">Writes the token; a <see cref="StartException"/> says why it cannot.</param>
/// <param name="time">For the limit of the exchange.</param>
internal sealed class ConnectSession(
    string state,
    ConnectPlan plan,
    Func<Secret, CancellationToken, Task<OAuthAccessResponse>> exchange,
    Action<Secret> write,
    TimeProvider time
) : IDisposable
{
    /// <summary>How long Slack may take to answer: shorter than a proxy waits, so that a page always ends it.</summary>
    public static readonly TimeSpan ExchangeLimit = TimeSpan.FromSeconds(8);

    /// <summary>How long it waits for the browser.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(10);

    public static readonly ConnectEnd TimedOut = ConnectEnd.Ended(
        "No one came back from Slack",
        $"Nothing came within {WaitLimit.TotalMinutes:0} minutes. If the browser could not open the page after " +
        "Slack's: public_addr must lead to this listener. Run connect again."
    );

    public static readonly ConnectEnd Stopped = ConnectEnd.Ended("Stopped", "Stopped before the app was installed.");

    public static readonly ConnectEnd Repeated = ConnectEnd.Ended(
        "Used twice",
        "The address that Slack sent the browser to was opened a second time before the installation was complete: " +
        "it was reloaded, or someone else has it. Run connect again."
    );

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<ConnectEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Phase _phase;

    private enum Phase
    {
        Waiting,
        Exchanging,
        Writing,
        Over,
    }

    /// <param name="stop">The person has stopped it.</param>
    public async Task<ConnectEnd> WaitAsync(CancellationToken stop)
    {
        await using var limit = time.CreateTimer(_ => Stop(TimedOut), state: null, WaitLimit, Timeout.InfiniteTimeSpan);
        await using var stopped = stop.Register(() => Stop(Stopped));
        return await _end.Task;
    }

    /// <summary>Ends it, unless the token is being written or it is over.</summary>
    private void Stop(ConnectEnd why)
    {
        lock (_lock)
        {
            if (_phase is Phase.Writing or Phase.Over) return;
            _phase = Phase.Over;
            _end.TrySetResult(why); // before the exchange can notice that it is over
        }

        _stopping.Cancel();
    }

    /// <summary>A defect, so that the wait ends as well.</summary>
    public void Fail(Exception defect) => _end.TrySetException(defect);

    /// <summary>What a browser brought.</summary>
    /// <returns>How it ended; or if it does not belong to this run, why.</returns>
    public async Task<(ConnectEnd? End, string Foreign)> ReceiveAsync(
        IEnumerable<KeyValuePair<string, StringValues>> query
    )
    {
        var callback = Callback.Read(query, state);
        if (callback is Callback.Foreign { Why: var why }) return (null, why);
        if (!TryEnter(Phase.Waiting, Phase.Exchanging))
        {
            Stop(Repeated);
            return (null, "it was used before");
        }

        var end = callback is Callback.Granted { Code: var code }
            ? await InstallAsync(code)
            : OAuthFailures.Of(((Callback.Refused)callback).Error, plan);
        lock (_lock) _phase = Phase.Over;
        _end.TrySetResult(end);
        return (await _end.Task, "");
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<ConnectEnd> InstallAsync(Secret code)
    {
        using var limit = new CancellationTokenSource(ExchangeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            var answer = await exchange(code, either.Token);
            var (installation, refusal) = InstallationCheck.Judge(answer, plan);
            if (installation is null) return refusal!;
            if (!TryEnter(Phase.Exchanging, Phase.Writing)) return Repeated; // never seen: the first end counts
            write(installation.Token);
            return Installed(installation);
        }
        catch (StartException fault)
        {
            return new(fault.ExitCode, "The token was not written", $"{fault.Message}. Then run connect again.");
        }
        catch (Exception fault) when (OAuthFailures.Of(fault, plan) is { } end)
        {
            return end;
        }
    }

    private ConnectEnd Installed(Installation installation) =>
        new(ExitCode.Ok, "Connected", $"The app is installed in the workspace {installation.Team}.")
        {
            Details =
            [
                $"Its token is in {plan.TokenFile}. A daemon that runs takes it within 30 seconds.",
                .. installation.Declined.Select(declined => $"Not granted: {declined}."),
                "Invite the bot to each channel, and run teleport-slack check.",
            ],
        };

    private bool TryEnter(Phase from, Phase to)
    {
        lock (_lock)
        {
            if (_phase != from) return false;
            _phase = to;
            return true;
        }
    }
}
