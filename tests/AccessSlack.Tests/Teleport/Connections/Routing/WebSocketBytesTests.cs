using System.Buffers.Binary;
using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Tests.Teleport.Connections.Routing;

public sealed class WebSocketBytesTests
{
    /// <summary>How the frames arrive: all at once, in odd pieces, or byte by byte.</summary>
    public static TheoryData<int> Steps => [int.MaxValue, 7, 1];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Read_FramesOfAllSizes_AreTheBytesInThem(int step)
    {
        byte[] small = [1, 2, 3], medium = Numbers(300), large = Numbers(70_000);
        using var wire = new Wire([.. Frame(2, small), .. Frame(2, []), .. Frame(2, medium), .. Frame(2, large)], step);

        Assert.Equal((byte[])[.. small, .. medium, .. large], await ReadAllAsync(wire));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Read_MessageThatWasSplitOnTheWay_IsJoined(int step)
    {
        using var wire = new Wire(
            [.. Frame(2, [1], isFinal: false), .. Frame(9, [9]), .. Frame(0, [2], isFinal: false), .. Frame(0, [3])],
            step
        );

        Assert.Equal((byte[])[1, 2, 3], await ReadAllAsync(wire));
    }

    [Fact]
    public async Task Read_Ping_IsAnsweredWithItsPayloadAndAZeroMask()
    {
        using var wire = new Wire([.. Frame(9, "teleport"u8.ToArray()), .. Frame(10, []), .. Frame(2, [1])]);

        Assert.Equal((byte[])[1], await ReadAllAsync(wire));
        Assert.Equal([0x8A, 0x88, 0, 0, 0, 0, .. "teleport"u8], wire.Written);
    }

    [Fact]
    public async Task Read_Close_IsTheEnd()
    {
        using var wire = new Wire([.. Frame(2, [1]), .. Frame(8, [3, 0xE8]), .. Frame(2, [2])]);

        Assert.Equal((byte[])[1], await ReadAllAsync(wire));
    }

    /// <summary>Each is a whole stream; the connection must end, and no data of it may be taken.</summary>
    [Theory]
    [InlineData("text", new byte[] { 0x81, 1, 65 })]
    [InlineData("masked", new byte[] { 0x82, 0x81, 0, 0, 0, 0, 65 })]
    [InlineData("reserved bit", new byte[] { 0xC2, 1, 65 })]
    [InlineData("unknown kind", new byte[] { 0x83, 1, 65 })]
    [InlineData("continuation of nothing", new byte[] { 0x80, 1, 65 })]
    [InlineData("new message within another", new byte[] { 0x02, 0, 0x82, 1, 65 })]
    [InlineData("control frame in parts", new byte[] { 0x09, 1, 65 })]
    [InlineData("long control frame", new byte[] { 0x89, 126, 0, 126 })]
    [InlineData("half a head", new byte[] { 0x82 })]
    [InlineData("half a length", new byte[] { 0x82, 126, 1 })]
    [InlineData("half a ping", new byte[] { 0x89, 2, 1 })]
    [InlineData("half a frame", new byte[] { 0x82, 10 })]
    [InlineData("oversized", new byte[] { 0x82, 127, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData("negative", new byte[] { 0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task Read_WhatNoProxySends_EndsTheConnection(string what, byte[] bytes)
    {
        foreach (var step in new[] { int.MaxValue, 1 })
        {
            using var wire = new Wire(bytes, step);
            var failure = await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(wire));
            Assert.True(failure.Message.StartsWith("The upgraded connection", StringComparison.Ordinal), what);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(2)]
    public async Task Read_FloodWithoutData_EndsTheConnection(int kind)
    {
        using var wire = new Wire([.. Enumerable.Range(0, 1000).SelectMany(_ => Frame(kind, []))]);

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(wire));
        Assert.InRange(wire.Written.Length, 0, 101 * 6);
    }

    /// <summary>A quiet connection lives on pings, between which HTTP/2 sends its own.</summary>
    [Fact]
    public async Task Read_ManyPingsWithDataBetween_GoesOn()
    {
        using var wire = new Wire(
            [.. Enumerable.Range(0, 1000).SelectMany(_ => (byte[])[.. Frame(9, [1]), .. Frame(2, [7])])]
        );

        Assert.Equal(1000, (await ReadAllAsync(wire)).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(32 * 1024)]
    [InlineData(100_000)]
    public async Task Write_Bytes_AreFinalBinaryFramesWithAZeroMask(int length)
    {
        using var wire = new Wire([]);
        using var stream = new WebSocketBytes(wire);
        var sent = Numbers(length);

        await stream.WriteAsync(sent);

        Assert.Equal(sent, Unframed(wire.Written));
    }

    /// <summary>No input makes it hang, take memory for what was only announced, or fail in another way.</summary>
    [Fact]
    public async Task Read_AnyBytes_EndInDataOrAnIOException()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            // Most would end at their first byte.
            if (bytes.Length > 2) (bytes[0], bytes[1]) = ((byte)(0x80 | random.Next(11)), (byte)random.Next(128));
            using var wire = new Wire(bytes, random.Next(1, 9));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.InRange((await ReadAllAsync(wire)).Length, 0, bytes.Length);
            }
            catch (IOException)
            {
                // as it should
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream wire)
    {
        using var stream = new WebSocketBytes(wire);
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) is > 0 and var read) all.Write(buffer, 0, read);
        return all.ToArray();
    }

    private static byte[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];

    /// <summary>As a server sends it.</summary>
    private static byte[] Frame(int kind, byte[] payload, bool isFinal = true)
    {
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)payload.Length],
            <= ushort.MaxValue => [126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [(byte)((isFinal ? 0x80 : 0) | kind), .. length, .. payload];
    }

    private static byte[] Unframed(byte[] frames)
    {
        var all = new List<byte>();
        for (var rest = frames.AsSpan(); rest.Length > 0;)
        {
            Assert.Equal(0x82, rest[0]);
            Assert.Equal(0x80, rest[1] & 0x80);
            var isShort = (rest[1] & 0x7F) < 126;
            var length = isShort ? rest[1] & 0x7F : BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[(isShort ? 2 : 4)..];
            Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(rest));
            all.AddRange(rest.Slice(4, length));
            rest = rest[(4 + length)..];
        }

        return [.. all];
    }

    /// <summary>What the other side sent, in pieces, and what it received.</summary>
    private sealed class Wire(byte[] input, int step = int.MaxValue) : PassThroughStream(Null)
    {
        private readonly MemoryStream _input = new(input);
        private readonly MemoryStream _output = new();

        public byte[] Written => _output.ToArray();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _input.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => _output.WriteAsync(buffer, cancellationToken);
    }
}
