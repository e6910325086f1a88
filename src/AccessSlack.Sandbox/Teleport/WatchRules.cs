using Google.Protobuf;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>What may be watched, and how a watch starts (docs/protocols/teleport.md 1.3 and 4.1).</summary>
internal static class WatchRules
{
    private const uint WatchStatusTag = (43 << 3) | 2;

    /// <summary>The kinds that will be watched.</summary>
    /// <exception cref="GrpcFailure">
    /// No kind is left, or one is refused and the client did not request partial success.
    /// </exception>
    public static IReadOnlyList<Proto.WatchKind> Confirm(TeleportUser user, Proto.Watch watch, TeleportRelease release)
    {
        var partial = watch.AllowPartialSuccess && release.HasPartialWatch;
        var faults = watch.Kinds.Select(k => Fault(user, k, release)).ToList();
        if (!partial && faults.OfType<GrpcFailure>().FirstOrDefault() is { } fault) throw fault;
        var confirmed = watch.Kinds.Where((_, i) => faults[i] is null).ToList();
        return confirmed.Count > 0
            ? confirmed
            : throw GrpcFailure.Invalid("none of the requested kinds can be watched");
    }

    /// <summary>INIT; from 13 on with the status of the watch, a field that our messages do not define.</summary>
    public static Proto.Event Init(IReadOnlyList<Proto.WatchKind> confirmed, TeleportRelease release)
    {
        var init = release.HasPartialWatch ? Proto.Event.Parser.ParseFrom(WithStatus(confirmed)) : new Proto.Event();
        init.Type = Proto.Operation.Init;
        return init;
    }

    private static GrpcFailure? Fault(TeleportUser user, Proto.WatchKind kind, TeleportRelease release)
    {
        if (kind.Kind != "access_request")
            return new GrpcFailure(release.UnknownKind, $"cannot watch resource kind {kind.Kind}");
        foreach (var (key, value) in kind.Filter)
        {
            if (key is not ("id" or "user" or "state")) return GrpcFailure.Invalid($"unknown filter key {key}");
            if (key == "state" && !release.KnowsFilterState(value))
                return GrpcFailure.Invalid($"unknown request state {value}");
        }
        var ofOneself = kind.Filter.TryGetValue("user", out var whose) && whose == user.Name;
        return ofOneself || user.MayRead
            ? null
            : GrpcFailure.Denied($"access denied to perform action \"read\" on \"access_request\" for {user.Name}");
    }

    private static byte[] WithStatus(IReadOnlyList<Proto.WatchKind> confirmed)
    {
        // WatchStatusV1 { Kind = 1, Version = 3, Spec = 5 { Kinds = 1 } }; the spec has the shape of Watch.
        var status = Message(output =>
        {
            Text(output, 1, "watch_status");
            Text(output, 3, "v1");
            output.WriteTag(5, WireFormat.WireType.LengthDelimited);
            output.WriteMessage(new Proto.Watch { Kinds = { confirmed } });
        });
        return Message(output =>
        {
            output.WriteTag(WatchStatusTag);
            output.WriteBytes(ByteString.CopyFrom(status));
        });
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true)) write(output);
        return buffer.ToArray();
    }
}
