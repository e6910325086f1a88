namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// Everything that is known to stand in the way to the auth server, each with what to do about it. What may pass by
/// itself is <see cref="TeleportFailure.Unreachable"/>; the rest needs an operator.
/// </summary>
internal static class RouteProblems
{
    private const string SetCluster = "the name of the cluster, as tctl status prints it";

    /// <summary>A proxy whose auth servers are all down does the same, so this is retried.</summary>
    public static RouteException UnknownCluster(string address, string cluster) =>
        New(
            TeleportFailure.Unreachable,
            "unknown_cluster",
            $"the Teleport proxy at {address} closes the connection to cluster {cluster}: it does not know a cluster " +
            "of this name, or none of its auth servers can be reached",
            $"set cluster under [teleport] to {SetCluster}; if {cluster} is right, check the auth servers"
        );

    public static RouteException NoCluster(string address) =>
        New(
            TeleportFailure.CredentialsRefused,
            "no_cluster_name",
            $"{address} is a Teleport proxy, and the client certificate does not say which cluster it is of",
            $"set cluster under [teleport] to {SetCluster}"
        );

    /// <summary>Nothing is known but that a greeting got no answer; it may be a restart.</summary>
    public static RouteException Closed(string address, string? cluster, Exception inner) =>
        New(
            TeleportFailure.Unreachable,
            "closed_unanswered",
            $"Teleport at {address} cannot be reached: the connection is closed without an answer",
            "check that Teleport runs there; a Teleport proxy does this if it does not know cluster " +
            $"{cluster ?? "(unknown)"} (see cluster under [teleport]), or if none of its auth servers can be reached",
            inner
        );

    public static RouteException WebCertificate(string address, string what, Exception inner) =>
        New(
            TeleportFailure.CredentialsRefused,
            "proxy_certificate",
            $"the certificate of the proxy or load balancer at {address} {what}",
            "use the host name of its certificate as addr, or let this machine trust its CA (SSL_CERT_FILE names a " +
            "file of CAs)",
            inner
        );

    public static RouteException TlsTerminated(string address, string decidedBy, Exception inner) =>
        New(
            TeleportFailure.CredentialsRefused,
            "tls_terminated",
            $"something in front of Teleport at {address} terminates TLS, or the address is wrong, and " +
            $"{decidedBy} rules out an upgrade",
            "set connection_upgrade = \"auto\", or let the load balancer pass TLS through",
            inner
        );

    /// <param name="address">As configured.</param>
    /// <param name="fault">What is wrong with the answer.</param>
    /// <param name="head">The answer; null if it was none.</param>
    public static RouteException Upgrade(string address, UpgradeFault fault, HttpHead? head) => fault switch
    {
        UpgradeFault.NotFound => New(
            TeleportFailure.CredentialsRefused,
            "upgrade_not_found",
            $"the web server at {address} does not know the connection upgrade of Teleport (HTTP 404), so it is no " +
            "Teleport proxy, or one before 8, or before 12 behind a load balancer that terminates TLS",
            ServerCertificate.AddressRemedy
        ),
        UpgradeFault.Status => New(
            head!.Status is 408 or 429 or >= 500 ? TeleportFailure.Unreachable : TeleportFailure.CredentialsRefused,
            "upgrade_refused",
            $"the web server at {address} refuses the connection upgrade (HTTP {head.Status})",
            head.Status >= 500
                ? "check that the load balancer reaches the Teleport proxy"
                : "check that addr is the Teleport proxy, and that the load balancer in front passes WebSockets and " +
                    UpgradeRequest.Path
        ),
        UpgradeFault.NoHttp => New(
            TeleportFailure.Unreachable,
            "upgrade_refused",
            $"the web server at {address} gives no proper answer to the connection upgrade",
            "check that addr is the Teleport proxy, and that the load balancer in front speaks HTTP/1.1"
        ),
        _ => New(
            TeleportFailure.CredentialsRefused,
            "upgrade_refused",
            $"the web server at {address} accepts a WebSocket, but not the one that was asked for " +
            (fault == UpgradeFault.WrongKey ? "(wrong Sec-WebSocket-Accept)" : "(wrong subprotocol)"),
            "check that addr is the Teleport proxy, and that the load balancer in front passes the headers of " +
            "WebSockets on as they are"
        ),
    };

    /// <param name="proxy">Without credentials.</param>
    /// <param name="answer">Null if it was not HTTP.</param>
    public static RouteException HttpProxy(string proxy, HttpHead? answer) => answer?.Status == 407
        ? New(
            TeleportFailure.CredentialsRefused,
            "http_proxy_refused",
            $"the HTTP proxy {proxy} refuses us (HTTP 407: it wants a user and password that it knows)",
            "correct HTTPS_PROXY in the environment of the daemon, or exempt Teleport by NO_PROXY or http_proxy = false"
        )
        : New(
            TeleportFailure.Unreachable,
            "http_proxy_refused",
            answer is null
                ? $"what answers at the HTTP proxy {proxy} does not speak HTTP"
                : $"the HTTP proxy {proxy} opens no way to Teleport (HTTP {answer.Status})",
            "check HTTPS_PROXY in the environment of the daemon, and that the proxy lets this machine through to " +
            "Teleport"
        );

    public static RouteException HttpProxyUnreachable(string proxy, Exception inner) =>
        New(
            TeleportFailure.Unreachable,
            "http_proxy_unreachable",
            $"the HTTP proxy {proxy} cannot be reached ({NetworkReason.Of(inner) ?? "no connection"})",
            "check HTTPS_PROXY in the environment of the daemon, or set http_proxy = false",
            inner
        );

    public static RouteException HttpProxyKind(string proxy, string scheme) =>
        New(
            TeleportFailure.CredentialsRefused,
            "http_proxy_kind",
            $"the proxy {proxy} is of the kind {scheme}, and Teleport is reached only through HTTP proxies",
            "set HTTPS_PROXY to an http:// or https:// address, or http_proxy = false"
        );

    private static RouteException New(
        TeleportFailure failure,
        string code,
        string what,
        string remedy,
        Exception? inner = null
    ) => new(failure, new(code, what, remedy), inner);
}
