namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>The way that a connection to the auth server takes.</summary>
/// <param name="Form">How it was upgraded; null if our TLS needs no upgrade.</param>
/// <param name="HttpProxy">The HTTP proxy on the way, without credentials; null if there is none.</param>
internal sealed record Way(UpgradeForm? Form, string? HttpProxy)
{
    public string Words => Via(Form switch
    {
        null => "end-to-end TLS",
        UpgradeForm.WebSocket => "end-to-end TLS in a connection upgraded to a WebSocket",
        _ => "end-to-end TLS in an upgraded connection, older form",
    });

    /// <summary>The same with what a test of the address showed.</summary>
    public string WordsFor(bool isProxy) =>
        Form is null ? Via(isProxy ? "through the Teleport proxy, by TLS routing" : "directly to the auth server")
            : Via(Form == UpgradeForm.WebSocket
                ? "through the Teleport proxy, by an upgraded connection (WebSocket)"
                : "through the Teleport proxy, by an upgraded connection (older form)");

    private string Via(string words) => HttpProxy is null ? words : $"{words}, through the HTTP proxy {HttpProxy}";
}
