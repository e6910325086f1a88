namespace AccessSlack.Teleport.Credentials;

/// <summary>One credential file.</summary>
/// <param name="Path">Its path.</param>
/// <param name="SignAgain">The remedy if it must be signed again.</param>
internal sealed record CredentialFile(string Path, string SignAgain)
{
    /// <summary>A fault whose remedy is to sign new files.</summary>
    public CredentialException Fault(CredentialFault fault, string what) => new(fault, Path, what, SignAgain);

    /// <summary>A fault with another remedy.</summary>
    public CredentialException Fault(CredentialFault fault, string what, string remedy) =>
        new(fault, Path, what, remedy);
}
