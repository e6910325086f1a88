namespace AccessSlack.Teleport.Credentials;

/// <summary>What is wrong with a credential file.</summary>
internal enum CredentialFault
{
    /// <summary>There is no such file, or none is configured.</summary>
    Missing,

    /// <summary>It exists, but this user may not read it.</summary>
    Unreadable,

    /// <summary>It does not contain what it should.</summary>
    Malformed,

    /// <summary>A kind of key that TLS cannot use here.</summary>
    UnsupportedKey,

    /// <summary>
    /// Teleport refuses clients that send more than one certificate (docs/protocols/teleport.md 2.1).
    /// </summary>
    SeveralCertificates,

    /// <summary>The key belongs to another certificate.</summary>
    KeyMismatch,

    Expired,
    NotYetValid,
}

/// <summary>
/// Credentials that cannot be used. The message says which file, what is wrong and how to fix it, and contains no key
/// material.
/// </summary>
internal sealed class CredentialException(CredentialFault fault, string file, string message)
    : Exception($"{file}: {message}")
{
    public CredentialFault Fault { get; } = fault;

    public string File { get; } = file;

    /// <summary>
    /// True: the configuration is wrong (exit 78). False: the credentials are well-formed but refused at this time
    /// (exit 77).
    /// </summary>
    public bool IsConfigurationFault => Fault is not (CredentialFault.Expired or CredentialFault.NotYetValid);
}
