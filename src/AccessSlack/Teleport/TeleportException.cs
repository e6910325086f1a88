namespace AccessSlack.Teleport;

/// <summary>Why a call to Teleport failed, by what to do about it. Source of the mapping: wire contract 3.1.</summary>
internal enum TeleportFailure
{
    /// <summary>No connection, no answer in time, or the server is going away: try again later.</summary>
    Unreachable,

    /// <summary>ResourceExhausted: try again later, slower.</summary>
    Busy,

    /// <summary>FailedPrecondition: somebody else wrote in between; read anew.</summary>
    Conflict,

    /// <summary>There is no such request (any more).</summary>
    NotFound,

    /// <summary>PermissionDenied: a role of the plugin's user must change.</summary>
    NotPermitted,

    /// <summary>The TLS handshake refused us or the server: certificates must change.</summary>
    CredentialsRefused,

    /// <summary>InvalidArgument: this call will never succeed as it is.</summary>
    Refused,

    /// <summary>Unimplemented: this server does not know the call.</summary>
    Unsupported,

    /// <summary>Anything else; try again later and report it.</summary>
    Unexpected,
}

/// <summary>A failed call to Teleport. The message is fit for a log: it holds no secret.</summary>
internal sealed class TeleportException(TeleportFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public TeleportFailure Failure { get; } = failure;

    /// <summary>Why a decision was refused; null when the call was no decision, or its failure says nothing about it.</summary>
    public TeleportRefusal? Refusal { get; init; }
}
