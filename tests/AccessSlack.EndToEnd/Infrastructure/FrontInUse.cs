using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// What stands in front of Teleport in all worlds of a test, so that a whole class of tests can run through it.
/// </summary>
internal static class FrontInUse
{
    private static readonly AsyncLocal<Front> Chosen = new();

    /// <summary>The chosen front, if this release can be reached through it; otherwise none.</summary>
    public static Front For(string version)
    {
        var release = new TeleportRelease(version);
        var isPossible = Chosen.Value == Front.LoadBalancer ? release.HasUpgrade : release.HasTlsRouting;
        return isPossible ? Chosen.Value : Front.None;
    }

    /// <summary>Whether a daemon that uses the chosen front can go on when Teleport becomes this release.</summary>
    public static bool Leads(string version) => For(version) == Chosen.Value;

    /// <summary>To be called by the constructor of a test class: the choice ends with the test.</summary>
    public static void Use(this Front front) => Chosen.Value = front;
}
