using System.IO.Compression;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Tests.Teleport.Calls;

/// <summary>Messages in the body of an answer: in any pieces, broken in any way.</summary>
public sealed class FramingTests
{
    private static readonly byte[] Pong = RawAnswer.Frame(new PingResponse { ClusterName = "example" });

    [Fact]
    public async Task List_EveryPlaceOfOneCut_GivesTheSameRequests()
    {
        byte[] body = [.. RawAnswer.Frame(Message("a")), .. RawAnswer.Frame(Message("b"))];
        await using var server = await AuthServer.StartAsync();
        for (var cut = 1; cut < body.Length; cut++)
        {
            server.On("GetAccessRequestsV2", RawAnswer.InPieces([body[..cut], body[cut..]]));
            Assert.Equal(["a", "b"], await ListAsync(server));
        }
    }

    [Fact]
    public async Task List_OneByteAtATime_GivesTheSameRequests()
    {
        byte[] body = [.. RawAnswer.Frame(Message("a")), .. RawAnswer.Frame(Message("b"))];
        await using var server = await AuthServer.StartAsync();
        server.On("GetAccessRequestsV2", RawAnswer.InPieces(body.Chunk(1)));
        Assert.Equal(["a", "b"], await ListAsync(server));
    }

    [Fact]
    public async Task List_AnyPieces_GivesTheSameRequests()
    {
        byte[] body = [.. RawAnswer.Frame(Message("a")), .. RawAnswer.Frame(Message("b"))];
        var cuts = Gen.Choose(1, body.Length - 1).ListOf().Select(cut => cut.Distinct().Order().ToList()).ToArbitrary();
        await using var server = await AuthServer.StartAsync();
        var property = Prop.ForAll(cuts, async list =>
        {
            server.On("GetAccessRequestsV2", RawAnswer.InPieces(Split(body, list)));
            Assert.Equal(["a", "b"], await ListAsync(server));
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(100)));
    }

    [Fact]
    public async Task Answer_EndsAnywhereInsideAMessage_IsUnexpected()
    {
        await using var server = await AuthServer.StartAsync();
        for (var length = 1; length < Pong.Length; length++)
            Assert.Equal(TeleportFailure.Unexpected, await PingFailsAsync(server, RawAnswer.Of(Pong[..length])));
        server.On("GetAccessRequestsV2", RawAnswer.Of(RawAnswer.Frame(Message("a"))[..7]));
        var failure = await Assert.ThrowsAsync<TeleportException>(() => ListAsync(server));
        Assert.Equal(TeleportFailure.Unexpected, failure.Failure);
    }

    [Fact]
    public async Task Answer_EmptyMessage_IsAnAnswer()
    {
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", RawAnswer.Of(RawAnswer.Frame([])));
        Assert.Equal(new TeleportServer("", "", ""), await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon));
    }

    [Fact]
    public async Task Answer_NoMessageTwoOrStrayBytes_IsUnexpected()
    {
        await using var server = await AuthServer.StartAsync();
        byte[][] bodies = [[], [.. Pong, .. Pong], [.. Pong, 0]];
        foreach (var body in bodies)
            Assert.Equal(TeleportFailure.Unexpected, await PingFailsAsync(server, RawAnswer.Of(body)));
    }

    [Fact]
    public async Task Answer_BytesThatAreNoMessage_IsUnexpectedAndNotALostConnection()
    {
        await using var server = await AuthServer.StartAsync();
        var failure = await PingFailsAsync(server, RawAnswer.Of(RawAnswer.Frame([0x0a, 0xff])));
        Assert.Equal(TeleportFailure.Unexpected, failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    public async Task Answer_UnknownFlag_IsUnexpected(byte flag)
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(TeleportFailure.Unexpected, await PingFailsAsync(server, RawAnswer.Of(RawAnswer.Frame([], flag))));
    }

    /// <summary>The receive limit counts compressed bytes, so a small answer could fill the memory.</summary>
    [Fact]
    public async Task Answer_Compressed_IsNotDecompressed()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            new PingResponse().WriteTo(gzip);
        await using var server = await AuthServer.StartAsync();
        var failure = await PingFailsAsync(server, context =>
        {
            context.Response.Headers["grpc-encoding"] = "gzip";
            return RawAnswer.Of(RawAnswer.Frame(compressed.ToArray(), flag: 1))(context);
        });
        Assert.Equal(TeleportFailure.Unsupported, failure);
    }

    [Theory]
    [InlineData(64 * 1024 * 1024 + 1, TeleportFailure.Busy)]
    [InlineData(int.MaxValue, TeleportFailure.Busy)]
    [InlineData(0x8000_0000u, TeleportFailure.Unexpected)]
    [InlineData(uint.MaxValue, TeleportFailure.Unexpected)]
    public async Task Answer_LengthOverTheLimit_IsRefusedBeforeItIsRead(uint length, object expected)
    {
        await using var server = await AuthServer.StartAsync();
        var left = new TaskCompletionSource();
        Assert.Equal(expected, await PingFailsAsync(server, RawAnswer.ThenSilence(RawAnswer.Prefix(length), left)));
        await left.Task.WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Answer_LengthAtTheLimit_IsTaken()
    {
        const int Limit = 64 * 1024 * 1024;
        var unknown = new byte[RawAnswer.Prefix(0).Length + Limit];
        // Field 1000, which nothing reads; its tag and length take six bytes.
        RawAnswer.Prefix(Limit).CopyTo(unknown, 0);
        using (var field = new CodedOutputStream(new MemoryStream(unknown, 5, 6)))
        {
            field.WriteTag(1000, WireFormat.WireType.LengthDelimited);
            field.WriteLength(Limit - 6);
        }

        await using var server = await AuthServer.StartAsync();
        server.On("Ping", RawAnswer.Of(unknown));
        Assert.NotNull(await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon));
    }

    [Fact]
    public async Task Request_LargeMessage_IsWhole()
    {
        PluginDataUpdateParams? sent = null;
        var text = new string('x', 1_000_000);
        await using var server = await AuthServer.StartAsync();
        server.On<PluginDataUpdateParams>("UpdatePluginData", update =>
        {
            sent = update;
            return [new Empty()];
        });
        var set = new Dictionary<string, string> { ["v1"] = text };
        var expect = new Dictionary<string, string> { ["rev"] = "1" };
        await server.Client.WritePluginDataAsync("a", set, expect, default).WaitAsync(AuthServer.Soon);
        Assert.Equal(text, sent!.Set["v1"]);
    }

    private static IEnumerable<byte[]> Split(byte[] body, List<int> cuts)
    {
        int[] bounds = [0, .. cuts, body.Length];
        return bounds.Zip(bounds.Skip(1), (start, end) => body[start..end]);
    }

    private static AccessRequestV3 Message(string id) =>
        new() { Metadata = new Metadata { Name = id }, Spec = new AccessRequestSpecV3 { User = "alice" } };

    private static Task<List<string>> ListAsync(AuthServer server)
    {
        var ids = server.Client.ListAsync(default).Select(request => request.Id);
        return ids.ToListAsync().AsTask().WaitAsync(AuthServer.Soon);
    }

    private static async Task<TeleportFailure> PingFailsAsync(AuthServer server, RequestDelegate answer)
    {
        server.On("Ping", answer);
        var ping = server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        return (await Assert.ThrowsAsync<TeleportException>(() => ping)).Failure;
    }
}
