namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>How Slack reaches the daemon.</summary>
internal enum Door
{
    /// <summary>Signed requests to its listener.</summary>
    Http,

    /// <summary>Envelopes through Socket Mode; there is no signing secret.</summary>
    Socket,
}

/// <summary>The door of all worlds of a test, so that a whole class of tests can run over the other one.</summary>
internal static class DoorInUse
{
    private static readonly AsyncLocal<Door> Chosen = new();

    public static Door Current => Chosen.Value;

    /// <summary>To be called by the constructor of a test class: the choice ends with the test.</summary>
    public static void Use(this Door door) => Chosen.Value = door;
}
