using System.Buffers.Binary;
using AccessSlack.Teleport.Protocol;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace AccessSlack.Benchmarks;

/// <summary>gRPC messages to bytes and back: an event of the watch, a write of plugin data.</summary>
[Config(typeof(PureConfig))]
public class FramingBenchmarks
{
    private static readonly Uri Address = new("https://127.0.0.1:3025/proto.AuthService/UpdatePluginData");

    // As the generated client does it.
    private static readonly Marshaller<PluginDataUpdateParams> Marshaller = Marshallers.Create<PluginDataUpdateParams>(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => PluginDataUpdateParams.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private byte[] _body = [];
    private PluginDataUpdateParams _write = null!;

    /// <summary>Length of the reason in the request, in characters.</summary>
    [Params(100, 50_000)]
    public int Reason { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var reason = new string('x', Reason);
        var request = new AccessRequestV3
        {
            Metadata = new() { Name = Examples.RequestId },
            Spec = new() { User = "alice", State = RequestState.Pending, RequestReason = reason, Roles = { "dba", "prod-admin" } },
        };
        _body = Frame(new Event { Type = Operation.Put, AccessRequest = request }.ToByteArray());
        _write = new() { Kind = "access_request", Resource = Examples.RequestId, Plugin = "slack", Set = { ["v1"] = reason }, Expect = { ["rev"] = "1" } };
    }

    /// <summary>Cut one message off the body.</summary>
    [Benchmark(Baseline = true)]
    public async Task<int> Read()
    {
        using var body = new MemoryStream(_body);
        using var payload = await new MessageReader(body, limit: null).ReadAsync(CancellationToken.None);
        return payload!.PayloadLength;
    }

    /// <summary>The same, and parse it: the share of the framing is the difference.</summary>
    [Benchmark]
    public async Task<object> ReadAndParse()
    {
        using var body = new MemoryStream(_body);
        using var payload = await new MessageReader(body, limit: null).ReadAsync(CancellationToken.None);
        return Event.Parser.ParseFrom(payload!.PayloadAsReadOnlySequence());
    }

    /// <summary>Serialize and frame the request of a call.</summary>
    [Benchmark]
    public async Task Write()
    {
        using var message = RequestMessage.Create(Address, Marshaller, _write, metadata: null, TimeSpan.FromSeconds(10));
        await message.Content!.CopyToAsync(Stream.Null);
    }

    private static byte[] Frame(byte[] payload)
    {
        var frame = new byte[MessageReader.PrefixLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, MessageReader.PrefixLength);
        return frame;
    }
}
