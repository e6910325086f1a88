using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// What stands in front of Teleport in all worlds of a test, so that a whole class of tests can run through it.
/// </summary>
internal static class FrontInUse
{
    private static readonly AsyncLocal<Front> Chosen = new();

    public static Front Current => Chosen.Value;

    /// <summary>To be called by the constructor of a test class: the choice ends with the test.</summary>
    public static void Use(this Front front) => Chosen.Value = front;
}
