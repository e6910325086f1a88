using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>Signs new credentials, as tbot does, where the daemon's configuration points.</summary>
internal static class Credentials
{
    /// <param name="world">Its cluster signs.</param>
    /// <param name="user">The plugin's user; added if there is none of this name.</param>
    /// <param name="otherHostCas">Host CAs to trust beside the current one.</param>
    public static void Renew(World world, string user, params IReadOnlyList<X509Certificate2> otherHostCas)
    {
        world.Teleport.AddUser(user);
        world.Teleport.Certificates.WriteFiles(
            Path.GetDirectoryName(world.File("auth"))!,
            "auth",
            world.Teleport.Certificates.IssueClient(user),
            otherHostCas
        );
    }
}
