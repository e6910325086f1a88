using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Commands;

/// <summary>The authorities that this machine trusts: a hundred files and more, which the first use of TLS in a process waits for.</summary>
internal static class MachineAuthorities
{
    /// <summary>Reads them beside whatever else the start does. Whether that succeeds is for those to say who need them.</summary>
    public static void BeginToRead() => _ = Task.Run(Read);

    private static void Read()
    {
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            foreach (var certificate in store.Certificates) certificate.Dispose(); // copies: the runtime keeps its own
        }
        catch (CryptographicException)
        {
            // Read again where they are needed, and said there.
        }
    }
}
