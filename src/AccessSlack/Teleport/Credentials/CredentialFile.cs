namespace AccessSlack.Teleport.Credentials;

/// <summary>One credential file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="SignAgain">The cure when it must be made anew.</param>
internal sealed record CredentialFile(string Path, string SignAgain)
{
    /// <summary>A fault that new files mend.</summary>
    public CredentialException Fault(CredentialFault fault, string what) => new(fault, Path, $"{what}; {SignAgain}");
}
