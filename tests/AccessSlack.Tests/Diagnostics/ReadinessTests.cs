using AccessSlack.Diagnostics;
using AccessSlack.Slack;

namespace AccessSlack.Tests.Diagnostics;

public class ReadinessTests
{
    private readonly List<string> _said = [];
    private readonly Readiness _readiness;

    public ReadinessTests() => _readiness = new(_said.Add);

    [Fact]
    public void IsReady_WatchAndListenerUp_Holds()
    {
        Assert.False(_readiness.IsReady);
        _readiness.Watching(true);
        Assert.Equal("Not ready: listener not bound yet", _readiness.Status);
        _readiness.Listening();
        Assert.True(_readiness.IsReady);
        Assert.Equal("Ready: watching access requests", _readiness.Status);
    }

    [Fact]
    public void TakesClicks_FromTheBindingToTheStop_WhateverElseIsMissing()
    {
        Assert.Equal((false, "Not ready: listener not bound yet"), (_readiness.TakesClicks, _readiness.ClickStatus));
        _readiness.Listening();
        Assert.False(_readiness.IsReady);
        Assert.Equal((true, "Ready: clicks are accepted"), (_readiness.TakesClicks, _readiness.ClickStatus));

        _readiness.Stopping();
        Assert.Equal((false, "Not ready: stopping"), (_readiness.TakesClicks, _readiness.ClickStatus));
        Assert.Equal("Not ready: stopping", _said[^1]);
    }

    [Fact]
    public void Watching_Lost_IsNotReadyAndSaysSo()
    {
        Start();
        _readiness.Watching(false);
        Assert.Equal("Not ready: not connected to Teleport", _said[^1]);
        Assert.False(_readiness.IsReady);
    }

    [Fact]
    public void SlackAnswered_OnlyRefusedCredentialsCount()
    {
        Start();
        foreach (var kind in Enum.GetValues<SlackFailureKind>().Except([SlackFailureKind.Credentials]))
            _readiness.SlackAnswered(new(kind, "code"));
        Assert.True(_readiness.IsReady);
        _readiness.SlackAnswered(new(SlackFailureKind.Credentials, "token_revoked"));
        Assert.Equal("Not ready: Slack refuses the token (token_revoked)", _readiness.Status);
        _readiness.SlackAccepted();
        Assert.True(_readiness.IsReady);
    }

    [Fact]
    public void NothingDelivered_IsNewsOnceUntilADelivery()
    {
        Start();
        Assert.True(_readiness.NothingDelivered());
        Assert.False(_readiness.NothingDelivered());
        Assert.False(_readiness.IsReady);
        _readiness.Delivered();
        Assert.True(_readiness.IsReady);
        Assert.True(_readiness.NothingDelivered());
    }

    [Fact]
    public void Announce_SameAnswer_IsSaidOnce()
    {
        Start();
        _readiness.Watching(true);
        _readiness.Delivered();
        Assert.Equal(["Not ready: listener not bound yet", "Ready: watching access requests"], _said);
    }

    private void Start()
    {
        _readiness.Watching(true);
        _readiness.Listening();
    }

    [Fact]
    public void Reloaded_WithAFailure_IsSaidBesideTheStateUntilItSucceeds()
    {
        Start();

        _readiness.Reloaded("the last reload failed");
        Assert.Equal("Ready: watching access requests; the last reload failed", _said[^1]);
        Assert.True(_readiness.IsReady);

        _readiness.Reloaded("");
        Assert.Equal("Ready: watching access requests", _said[^1]);
    }
}
