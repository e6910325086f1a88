using AccessSlack.EndToEnd.Clicks;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Messages;
using AccessSlack.EndToEnd.Outages;
using AccessSlack.EndToEnd.Service;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd;

/// <summary>
/// The table of the main job, which must also work through Teleport's proxy: each of these classes runs all of its
/// cases a second time, with the proxy's web address as <c>addr</c>, on the releases that have it.
/// </summary>
public static class ThroughProxy
{
    public sealed class MainJob : MainJobTests { public MainJob() => Front.Proxy.Use(); }
    public sealed class CallCount : CallCountTests { public CallCount() => Front.Proxy.Use(); }
    public sealed class Vote : VoteTests { public Vote() => Front.Proxy.Use(); }
    public sealed class Review : ReviewTests { public Review() => Front.Proxy.Use(); }
    public sealed class MessageState : MessageStateTests { public MessageState() => Front.Proxy.Use(); }
    public sealed class EndWhileAnnounced : EndWhileAnnouncedTests { public EndWhileAnnounced() => Front.Proxy.Use(); }
    public sealed class Reopened : ReopenedTests { public Reopened() => Front.Proxy.Use(); }
    public sealed class Expiry : ExpiryTests { public Expiry() => Front.Proxy.Use(); }
    public sealed class InitialSync : InitialSyncTests { public InitialSync() => Front.Proxy.Use(); }
    public sealed class Failure : FailureTests { public Failure() => Front.Proxy.Use(); }
    public sealed class HalfOpen : HalfOpenTests { public HalfOpen() => Front.Proxy.Use(); }
    public sealed class TeleportOutage : TeleportOutageTests { public TeleportOutage() => Front.Proxy.Use(); }
    public sealed class WatchPause : WatchPauseTests { public WatchPause() => Front.Proxy.Use(); }
    public sealed class HiddenRequest : HiddenRequestTests { public HiddenRequest() => Front.Proxy.Use(); }
    public sealed class Rotation : RotationTests { public Rotation() => Front.Proxy.Use(); }
    public sealed class Reload : ReloadTests { public Reload() => Front.Proxy.Use(); }
    public sealed class Replicas : ReplicaTests { public Replicas() => Front.Proxy.Use(); }
    public sealed class TakeOver : TakeOverTests { public TakeOver() => Front.Proxy.Use(); }
    public sealed class MemoryOnly : MemoryOnlyTests { public MemoryOnly() => Front.Proxy.Use(); }
    public sealed class StartLimit : StartLimitTests { public StartLimit() => Front.Proxy.Use(); }
    public sealed class SecretHunt : SecretHuntTests { public SecretHunt() => Front.Proxy.Use(); }
}

/// <summary>
/// The same through a load balancer before the proxy that terminates TLS and knows no ALPN: what uses connections, and
/// loses them.
/// </summary>
public static class ThroughLoadBalancer
{
    public sealed class MainJob : MainJobTests { public MainJob() => Front.LoadBalancer.Use(); }
    public sealed class CallCount : CallCountTests { public CallCount() => Front.LoadBalancer.Use(); }
    public sealed class HalfOpen : HalfOpenTests { public HalfOpen() => Front.LoadBalancer.Use(); }
    public sealed class TeleportOutage : TeleportOutageTests { public TeleportOutage() => Front.LoadBalancer.Use(); }
    public sealed class Rotation : RotationTests { public Rotation() => Front.LoadBalancer.Use(); }
}
