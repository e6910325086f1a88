using System.Net.Security;
using System.Text;

namespace AccessSlack.Tests.Http;

/// <summary>The listener with a certificate: handshakes and renewal.</summary>
public sealed class ListenerTlsTests : IAsyncLifetime, IDisposable
{
    private static readonly string Approve = Payload.Form(Payload.Approve);

    private readonly ListenerFolder _folder = new();
    private IssuedPair _first = null!;
    private Door _door = null!;

    public async Task InitializeAsync()
    {
        _first = _folder.Write(_folder.Issue());
        _door = await Door.OpenAsync(certificate: _folder.Files);
    }

    public async Task DisposeAsync() => await _door.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Handshake_ClientThatKnowsOnlyTheRoot_Succeeds()
    {
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
        Assert.Equal(_first.SerialNumber, wire.Shown!.GetSerialNumberString());
        await AssertClickAsync(wire);
    }

    [Fact]
    public async Task Handshake_AfterARenewal_ShowsTheNewOneAndOldConnectionsGoOn()
    {
        using var before = await Wire.SecureAsync(_door.Address, _folder.Root);
        await AssertClickAsync(before);
        var next = _folder.Write(_folder.Issue());
        _door.Time.Advance(TimeSpan.FromSeconds(10));

        using var after = await Wire.SecureAsync(_door.Address, _folder.Root);

        Assert.Equal(next.SerialNumber, after.Shown!.GetSerialNumberString());
        await AssertClickAsync(after);
        await AssertClickAsync(before);
    }

    [Fact]
    public async Task Handshake_ManyWhileTheFilesChange_AllSucceed()
    {
        async Task<string> ConnectAsync()
        {
            using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
            return wire.Shown!.GetSerialNumberString();
        }

        var next = _folder.Write(_folder.Issue());
        _door.Time.Advance(TimeSpan.FromSeconds(10));
        var shown = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync()));

        Assert.All(shown, serial => Assert.Contains(serial, new[] { _first.SerialNumber, next.SerialNumber }));
        Assert.Equal(next.SerialNumber, await ConnectAsync());
    }

    /// <summary>HTTP/2 is not offered: a stranger's connection holds one request, not several.</summary>
    [Theory]
    [InlineData("http/1.1", "h2", "http/1.1")]
    [InlineData("http/1.1", "http/1.1")]
    [InlineData("")]
    public async Task Handshake_Protocols_AreAgreedOn(string expected, params string[] offered)
    {
        using var wire = await Wire.SecureAsync(
            _door.Address,
            _folder.Root,
            [.. offered.Select(name => new SslApplicationProtocol(name))]
        );
        Assert.Equal(expected, Encoding.ASCII.GetString(wire.Agreed.Protocol.Span));
    }

    [Fact]
    public async Task Handshake_NeverBegunOrNoTls_IsClosedAndOthersAreServed()
    {
        await using var door = await Door.OpenAsync(new() { Handshake = TimeSpan.FromSeconds(1) }, _folder.Files);
        using var silent = await Wire.ConnectAsync(door.Address);
        using var plain = await Wire.ConnectAsync(door.Address);
        await plain.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        await plain.ClosedAsync();
        await silent.ClosedAsync();
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
        await AssertClickAsync(wire);
    }

    private async Task AssertClickAsync(Wire wire)
    {
        await wire.SendAsync(
            $"POST / HTTP/1.1\r\nHost: x\r\n{_door.Signature(Approve)}Content-Length: {Approve.Length}\r\n\r\n{Approve}"
        );
        Assert.Equal(200, await wire.StatusAsync());
    }
}
