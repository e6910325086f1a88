namespace AccessSlack.SocketMode;

/// <summary>Why a connection needs a successor; its name in lower case is the label of the metric.</summary>
internal enum SocketEvent
{
    /// <summary>Slack announced that it will close the connection, or asked for another.</summary>
    Asked,

    /// <summary>It is nearly as old as Slack lets connections become.</summary>
    Age,

    /// <summary>Nothing has arrived for too long, not even a ping.</summary>
    Silence,

    /// <summary>It ended without a word before.</summary>
    Lost,

    /// <summary>A reload brought another app-level token.</summary>
    Token,

    /// <summary>Slack has too many sockets of this app.</summary>
    Crowded,

    /// <summary>Socket Mode was turned off in the app's settings.</summary>
    Disabled,
}
