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
/// <param name="fault">For code that must tell them apart.</param>
/// <param name="file">The file.</param>
/// <param name="what">What is wrong with it, to follow its name and a colon.</param>
/// <param name="remedy">What to do about it, to follow a semicolon.</param>
internal sealed class CredentialException(CredentialFault fault, string file, string what, string remedy)
    : Exception($"{file}: {what}; {remedy}")
{
    public CredentialFault Fault { get; } = fault;

    public string File { get; } = file;

    public string What { get; } = what;

    public string Remedy { get; } = remedy;
}
