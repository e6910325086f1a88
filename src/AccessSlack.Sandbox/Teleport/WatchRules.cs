using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>What may be watched, and how a watch starts (docs/protocols/teleport.md 1.3 and 4.1).</summary>
internal static class WatchRules
{
    public const string RequestKind = "access_request";
    public const string RuleKind = "access_monitoring_rule";

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

    /// <summary>INIT; from 13 on with the status of the watch.</summary>
    public static Proto.Event Init(IReadOnlyList<Proto.WatchKind> confirmed, TeleportRelease release)
    {
        var init = new Proto.Event { Type = Proto.Operation.Init };
        if (release.HasPartialWatch)
            init.WatchStatus = new Proto.WatchStatusV1
            {
                Kind = "watch_status",
                Version = "v1",
                Spec = new Proto.WatchStatusSpecV1 { Kinds = { confirmed } },
            };
        return init;
    }

    private static GrpcFailure? Fault(TeleportUser user, Proto.WatchKind kind, TeleportRelease release)
    {
        if (kind.Kind == RuleKind && release.HasMonitoringRules)
            return user.MayReadRules
                ? null
                : GrpcFailure.Denied($"access denied to perform action \"read\" on \"{RuleKind}\" for {user.Name}");
        if (kind.Kind != RequestKind)
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
}
