namespace AccessSlack.Teleport.Connections;

/// <summary>
/// What was observed while the newest connection was made, and is not in the exception of a failed call.
/// </summary>
internal sealed class HandshakeNotes
{
    /// <summary>Description of what is wrong with the server's certificate; null if nothing is.</summary>
    public string? ServerCertificate { get; set; }

    /// <summary>Whether the server showed a certificate that is not one of an auth server.</summary>
    public bool IsOtherServer { get; set; }

    /// <summary>The alert with which the server ended the connection after the handshake.</summary>
    public int? Alert { get; set; }

    /// <summary>Whether the server closed the connection before it sent a single byte.</summary>
    public bool EndedAtOnce { get; set; }
}
