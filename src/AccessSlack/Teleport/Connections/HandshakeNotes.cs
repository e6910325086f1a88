namespace AccessSlack.Teleport.Connections;

/// <summary>
/// What was seen while the newest connection was made, and that the exception of a failed call does not tell.
/// </summary>
internal sealed class HandshakeNotes
{
    /// <summary>What is wrong with the server's certificate, in words; null while nothing is.</summary>
    public string? ServerCertificate { get; set; }

    /// <summary>The alert with which the server ended the connection after the handshake.</summary>
    public int? Alert { get; set; }

    /// <summary>Whether the server closed the connection before it sent a single byte.</summary>
    public bool EndedAtOnce { get; set; }
}
